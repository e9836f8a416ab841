export { RuleBook } from './rule-book.js'
export { rulesActor, withRules } from './ruled.js'

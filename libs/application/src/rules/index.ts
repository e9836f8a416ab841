export { RuleBook } from './rule-book.js'
export { rulesActor } from './ruled.js'

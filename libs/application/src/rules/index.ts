export { mostAnswerBytes, readAnswer } from './command-answer.js'
export { RuleBook, type RuleCommand } from './rule-book.js'
export { rulesActor, withRules } from './ruled.js'

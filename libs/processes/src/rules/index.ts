export { createRuleTimers } from './due.js'

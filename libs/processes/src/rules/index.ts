export { createRuleTimers } from './due.js'
export { createWanted, type WantedOptions } from './wanted.js'

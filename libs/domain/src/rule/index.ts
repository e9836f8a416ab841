export { applyAwaited, applyRules } from './apply.js'
export { type DeskCommandName, deskCommandNames } from './command-field.js'
export { compared, type Held, type RuleFacts } from './conditions.js'
export { longestPattern, mostTerms } from './conditions-field.js'
export * from './events.js'
export * from './record.js'
export { agentsIn, endpointsIn, patternsIn, rulesReferences, termsIn } from './references.js'
export * from './rule.js'
export { type Unheard, unheardAfter } from './unheard.js'
export {
  type Once,
  type Operator,
  type SignalName,
  signalNames,
  type TextSignal,
  type Trigger,
  triggers
} from './words.js'

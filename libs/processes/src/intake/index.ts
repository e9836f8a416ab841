export { type GroupFinding, inspectAtStart } from './inspection.js'
export { createIntake } from './intake.js'
export type { IntakeOptions } from './options.js'
export { newSetupCode } from './setup.js'

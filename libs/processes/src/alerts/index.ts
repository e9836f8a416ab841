export * from './facts.js'
export { foundIn } from './standing.js'
export { type AlertTellerOptions, createAlertTeller } from './tell.js'
export { type AlertWatch, alertsFact, createAlertWatch, lastingIn } from './watch.js'

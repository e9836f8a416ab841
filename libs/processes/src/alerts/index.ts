export * from './facts.js'
export { foundIn, isTold } from './standing.js'
export { type AlertTellerOptions, createAlertTeller } from './tell.js'
export { type AlertWatch, alertsFact, createAlertWatch, lastingIn } from './watch.js'

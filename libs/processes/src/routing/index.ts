export { createAbsenceTimers, createRoutingTimers } from './due.js'
export type { RoutingOptions } from './options.js'
export { Routing } from './routing.js'
export { Staff } from './staff.js'

export { createDelivery, type Delivery, type RetryRefusal } from './delivery.js'
/** For simulations: what chooses the next call. */
export { Lane } from './lane.js'
export type { DeliveryOptions } from './options.js'
export { Plan } from './plan.js'
export type { DeliveryStatus } from './status.js'
export { privateLane, taskFor, ticketLane, type Work } from './task.js'

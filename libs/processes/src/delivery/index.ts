export { createDelivery, type Delivery, type RetryRefusal } from './delivery.js'
export type { DeliveryOptions } from './options.js'
/** For simulations: what chooses the next call. */
export {
  iconStateOf,
  Lane,
  privateLane,
  type Step,
  settledAt,
  type Turns,
  taskFor,
  ticketLane,
  type Work
} from './outbox/index.js'
export type { DeliveryStatus } from './status.js'

export { createDelivery, type Delivery, type RetryRefusal } from './delivery.js'
export type { DeliveryOptions } from './options.js'
export type { DeliveryStatus } from './status.js'

import type { DeliveryEvent, DeskEvent, Told } from '#domain'
import type { RecordedEvent } from '#event-log'

export type TypedEvent = Told<RecordedEvent>
export type EventOf<T extends DeskEvent['type']> = Extract<TypedEvent, { readonly type: T }>

export const isDelivery = (event: TypedEvent): event is EventOf<DeliveryEvent['type']> =>
  event.stream.startsWith('delivery-')

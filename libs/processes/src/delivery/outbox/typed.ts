import type { DeliveryEvent, DeskEvent } from '#domain'
import type { RecordedEvent } from '#event-log'

type Typed<E> = E extends { readonly type: string; readonly data: object }
  ? Omit<RecordedEvent, 'type' | 'data'> & E
  : never

export type TypedEvent = Typed<DeskEvent>
export type EventOf<T extends DeskEvent['type']> = Extract<TypedEvent, { readonly type: T }>

/** The codec lets only known types in their present shape through. */
export const typed = (event: RecordedEvent): TypedEvent => event as unknown as TypedEvent

export const isDelivery = (event: TypedEvent): event is EventOf<DeliveryEvent['type']> =>
  event.stream.startsWith('delivery-')

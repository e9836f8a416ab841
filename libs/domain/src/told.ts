import type { DomainEvent } from './decider.js'
import type { DeskEvent, EventsOf } from './event-types.js'
import { isStreamOf, type StreamCategory } from './streams.js'

/** An event as it was recorded, with all that its envelope tells, in the shape its type promises. */
export type Told<Envelope, Event extends DomainEvent = DeskEvent> = Event extends DomainEvent
  ? Omit<Envelope, 'type' | 'data'> & Event
  : never

/**
 * The codec in front of the log lets only known types in their present shape through (anything else is `Corrupt` before
 * a reader sees it), so the type's name decides the shape.
 */
export const told = <Envelope extends DomainEvent>(event: Envelope): Told<Envelope> =>
  event as unknown as Told<Envelope>

/** A stream holds its own types alone, so its category decides which these are. Undefined: of another category. */
export const toldIn = <Category extends StreamCategory, Envelope extends DomainEvent & { stream: string }>(
  category: Category,
  event: Envelope
): Told<Envelope, EventsOf[Category]> | undefined =>
  isStreamOf(event.stream, category) ? (event as unknown as Told<Envelope, EventsOf[Category]>) : undefined

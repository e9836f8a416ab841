import type { EventLog, Position, RecordedEvent } from '#event-log'
import { type PublicEvent, publicEventsOf } from './public-event.js'
import { TicketHistories } from './ticket-histories.js'

/** A place in the feed: behind this event of the log, and behind so many of what the next one tells. */
export interface FeedPlace {
  /** Undefined: the beginning of the log. */
  readonly after: { readonly position: Position; readonly eventId: string } | undefined
  readonly told: number
}

export const feedStart: FeedPlace = { after: undefined, told: 0 }

export type FeedStep =
  /** `next`: the place behind it. */
  | { readonly kind: 'told'; readonly told: PublicEvent; readonly next: FeedPlace }
  /** An event of which nothing is told. */
  | { readonly kind: 'passed'; readonly next: FeedPlace }
  /** There is no more for now; what comes is told when it comes. */
  | { readonly kind: 'end' }

const behind = ({ position, id }: RecordedEvent): FeedPlace => ({ after: { position, eventId: id }, told: 0 })

/**
 * All that the outside is told from this place on, in the order of the log, then live. Nothing is read ahead of whoever
 * pulls but what the log's own subscription holds. Ends without error when `signal` is aborted. @throws Unavailable, Corrupt
 */
export async function* readFeed(
  log: EventLog,
  from: FeedPlace,
  signal: AbortSignal
): AsyncGenerator<FeedStep> {
  const histories = new TicketHistories(log)
  let place = from
  for await (const step of log.subscribe(from.after?.position ?? 'start', signal)) {
    if (step.kind === 'caughtUp') {
      yield { kind: 'end' }
      continue
    }
    const all = await publicEventsOf(step.event, histories)
    for (const [index, told] of all.entries()) {
      if (index < place.told) continue
      const isLast = index === all.length - 1
      const next = isLast ? behind(step.event) : { after: place.after, told: index + 1 }
      yield { kind: 'told', told, next }
    }
    place = behind(step.event)
    if (all.length === 0) yield { kind: 'passed', next: place }
  }
}

/** The place behind everything that the log holds now. */
export async function feedHead(log: EventLog): Promise<FeedPlace> {
  const position = await log.head()
  const event = position && (await log.eventAt(position))
  return event ? behind(event) : feedStart
}

/** Whether this place is one of this log. */
export async function isPlaceOf(log: EventLog, { after }: FeedPlace): Promise<boolean> {
  if (!after) return true
  return (await log.eventAt(after.position))?.id === after.eventId
}

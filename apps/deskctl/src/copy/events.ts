import { createHash } from 'node:crypto'
import type { EventLog, Position, RecordedEvent } from '#event-log'
import { canonicalJson } from '#kernel'

/** Everything that a copy keeps: all of it but the position. */
export const canonicalEvent = ({
  stream,
  revision,
  id,
  type,
  recordedAt,
  data,
  personal,
  meta
}: RecordedEvent): string =>
  canonicalJson({
    stream,
    revision,
    id,
    type,
    recordedAt,
    data,
    personal: personal ?? null,
    meta: { ...meta }
  })

export const digestOfEvent = (event: RecordedEvent): string =>
  createHash('sha256').update(canonicalEvent(event)).digest('hex')

/** Those after `after`, up to and with the one at `upTo`, which the log must hold. */
export async function* eventsUpTo(
  log: EventLog,
  after: Position | 'start',
  upTo: Position
): AsyncGenerator<RecordedEvent, undefined> {
  const stop = new AbortController()
  try {
    for await (const item of log.subscribe(after, stop.signal)) {
      if (item.kind !== 'event') continue
      yield item.event
      if (item.event.position >= upTo) return
    }
  } finally {
    stop.abort()
  }
}

/** The first of a log that is not empty. */
export async function firstEvent(log: EventLog): Promise<RecordedEvent | undefined> {
  const head = await log.head()
  if (head === undefined) return undefined
  for await (const event of eventsUpTo(log, 'start', head)) return event
  return undefined
}

/** What stands in `log` at the place of this event in its stream. */
export async function counterpart(log: EventLog, event: RecordedEvent): Promise<RecordedEvent | undefined> {
  for await (const found of log.readStream(event.stream, event.revision)) return found
  return undefined
}

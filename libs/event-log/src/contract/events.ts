import { commandIdFor, eventIdFor, type JsonObject, type Sealed } from '#kernel'
import type { EventLog, NewEvent, Position, RecordedEvent } from '../port.js'

/** Events whose ids follow from `seed`: the same seed gives the same event. */
export function someEvent(seed: string | number, data: JsonObject = { seed }): NewEvent {
  const commandId = commandIdFor(`contract ${seed}`)
  return {
    id: eventIdFor(commandId, 0),
    type: 'SomethingHappened',
    recordedAt: Date.UTC(2026, 0, 5, 9),
    data,
    meta: { commandId, $causationId: 'contract', $correlationId: 'contract', actor: 'test', schema: 1 }
  }
}

export const someEvents = (seed: string, count: number, data?: JsonObject): NewEvent[] =>
  Array.from({ length: count }, (_, i) => someEvent(`${seed} ${i}`, data))

export const sealedText = (text: string): Sealed => Buffer.from(text).toString('base64url') as Sealed

/** What was appended, out of what was read. */
export const asAppended = ({ id, type, recordedAt, data, personal, meta }: RecordedEvent): NewEvent =>
  personal === undefined
    ? { id, type, recordedAt, data, meta }
    : { id, type, recordedAt, data, personal, meta }

export async function readAll(log: EventLog, stream: string, from?: number): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  for await (const event of log.readStream(stream, from)) events.push(event)
  return events
}

/** Everything the log holds after `after`, by a subscription that ends when it has caught up. */
export async function readToHead(
  log: EventLog,
  after: Position | 'start' = 'start'
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  const stop = new AbortController()
  for await (const item of log.subscribe(after, stop.signal)) {
    if (item.kind === 'event') events.push(item.event)
    else stop.abort()
  }
  return events
}

/** The first `count` events after `after`, however long they take. */
export async function readCount(
  log: EventLog,
  count: number,
  after: Position | 'start' = 'start'
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  const stop = new AbortController()
  for await (const item of log.subscribe(after, stop.signal)) {
    if (item.kind === 'event') events.push(item.event)
    if (events.length >= count) stop.abort()
  }
  return events
}

/** Numbers below `n` that follow from a seed. */
export function seeded(seed: number): (n: number) => number {
  let state = seed >>> 0
  return n => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
}

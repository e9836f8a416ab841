import type { EventLog, NewEvent, Position, RecordedEvent } from '#event-log'
import { type CommandId, commandIdFor, eventIdFor, FakeClock, type JsonObject } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { type Document, documentView, type View } from '#read-store'

export function runtime(clock = new FakeClock()) {
  return { clock, logger: silentLogger, metrics: createMetrics(), random: () => 0 }
}

export function newEvent(type: string, data: JsonObject, cause: string): NewEvent {
  const commandId: CommandId = commandIdFor(cause)
  const meta = { commandId, $causationId: cause, $correlationId: cause, actor: 'test', schema: 1 }
  return { id: eventIdFor(commandId, 0), type, recordedAt: Date.UTC(2026, 0, 5, 9), data, meta }
}

/** Appends to streams without counting revisions; answers the position. */
export function appender(log: EventLog) {
  const revisions = new Map<string, number>()
  return async (stream: string, data: JsonObject = {}, type = 'Happened'): Promise<Position> => {
    const last = revisions.get(stream)
    const next = last === undefined ? 0 : last + 1
    const event = newEvent(type, data, `${stream}/${next}`)
    const { position } = await log.append(stream, [event], last ?? 'none')
    revisions.set(stream, next)
    return position
  }
}

interface Tally extends Document {
  readonly count: number
  readonly sum: number
  readonly texts: readonly string[]
}

/** One document per `tally-*` stream that remembers everything, in order. `fail` throws for these events. */
export function tallyView(
  options: { version?: number; fail?: (event: { data: JsonObject }) => boolean } = {}
): View {
  return documentView<Tally>({
    name: 'tally',
    version: options.version ?? 1,
    collection: {
      name: 'tallies',
      fedBy: 'whole-stream',
      indexes: [{ name: 'by_sum', equal: [], order: 'sum' }]
    },
    idOf: event => (event.stream.startsWith('tally-') ? event.stream : undefined),
    concerns: stream => stream.startsWith('tally-'),
    fold(document, event) {
      if (options.fail?.(event)) throw new Error(`can't fold ${JSON.stringify(event.data)}`)
      const before = document ?? { id: event.stream, count: 0, sum: 0, texts: [] }
      const n = Number(event.data['n'] ?? 0)
      return {
        ...before,
        count: before.count + 1,
        sum: before.sum + n,
        texts: [...before.texts, `${event.revision}:${n}`]
      }
    }
  })
}

interface Total extends Document {
  readonly count: number
  readonly last: string
}

/** One document per number, fed by all streams, that goes away at each third event. */
export const totalsView: View = {
  name: 'totals',
  version: 1,
  collections: [{ name: 'totals', fedBy: 'log', indexes: [] }],
  handles: event => typeof event.data['n'] === 'number',
  keys: event => [{ collection: 'totals', id: String(event.data['n']) }],
  fold(event, documents) {
    const id = String(event.data['n'])
    const before = documents.get('totals', id) as Total | undefined
    if (before?.count === 2) return [{ kind: 'delete', collection: 'totals', id }]
    const document = { id, count: (before?.count ?? 0) + 1, last: event.stream }
    return [{ kind: 'put', collection: 'totals', document }]
  }
}

interface Switches extends Document {
  readonly on: readonly number[]
}

/** Each event of a `tally-*` stream turns the switch of its number, which stands beside the stream's document while it is on. */
export const switchesView: View = {
  name: 'switches',
  version: 1,
  collections: [
    { name: 'switches_on', fedBy: 'beside', indexes: [] },
    { name: 'switches', fedBy: 'whole-stream', indexes: [] }
  ],
  handles: event => event.stream.startsWith('tally-'),
  keys: event => [{ collection: 'switches', id: event.stream }],
  fold(event, documents) {
    const n = Number(event.data['n'] ?? 0)
    const id = `${event.stream}/${n}`
    const { on } = (documents.get('switches', event.stream) ?? { id: event.stream, on: [] }) as Switches
    const isOn = !on.includes(n)
    const document = { id: event.stream, on: isOn ? [...on, n] : on.filter(one => one !== n) }
    const collection = 'switches_on'
    return [
      { kind: 'put', collection: 'switches', document },
      isOn ? { kind: 'put', collection, document: { id } } : { kind: 'delete', collection, id }
    ]
  }
}

/** Hands every other method on to the log. */
export const withSubscribe = (log: EventLog, subscribe: EventLog['subscribe']): EventLog => ({
  append: (...args) => log.append(...args),
  readStream: (...args) => log.readStream(...args),
  subscribe,
  head: () => log.head(),
  eventAt: position => log.eventAt(position),
  ping: () => log.ping(),
  close: () => log.close()
})

/** A log whose subscriptions deliver each event as often as `times` says. */
export const repeating = (log: EventLog, times: (event: RecordedEvent) => number): EventLog =>
  withSubscribe(log, async function* (after, signal) {
    for await (const item of log.subscribe(after, signal)) {
      yield item
      if (item.kind === 'event') for (let i = 1; i < times(item.event); i++) yield item
    }
  })

/** Lets everything that is ready run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise(resolve => setImmediate(resolve))
}

/** Moves the clock on, whenever somebody sleeps, until `done`. */
export async function pass<T>(clock: FakeClock, done: Promise<T>, stepMs = 1000): Promise<T> {
  let over = false
  const watched = done.finally(() => {
    over = true
  })
  watched.catch(() => {})
  while (!over) {
    await settle()
    if (!over && clock.sleeping > 0) await clock.advance(stepMs)
  }
  return watched
}

import type { JsonObject } from '#kernel'
import { Corrupt } from './errors.js'
import type { EventLog, RecordedEvent, Subscribed } from './port.js'

/** One stored type: its present version, and for each older one the step to the next. Pure, without I/O. */
export interface EventType {
  readonly schema: number
  readonly upcast?: { readonly [fromSchema: number]: (data: JsonObject) => JsonObject }
}

/** The storage contract: type name → versions. Grows; names never change. */
export type EventTypes = { readonly [type: string]: EventType }

function upcast(types: EventTypes, event: RecordedEvent): RecordedEvent {
  const type = Object.hasOwn(types, event.type) ? types[event.type] : undefined
  const corrupt = (why: string) => new Corrupt(event.stream, event.revision, event.position, why)
  if (!type) throw corrupt(`unknown type ${event.type}`)
  const { schema } = event.meta
  if (schema === type.schema) return event
  if (!(Number.isInteger(schema) && schema >= 1 && schema < type.schema)) {
    throw corrupt(`${event.type} of unknown version ${schema}`)
  }
  let data = event.data
  for (let from = schema; from < type.schema; from++) {
    const step = type.upcast?.[from]
    if (!step) throw corrupt(`no step from version ${from} of ${event.type}`)
    try {
      data = step(data)
    } catch (error) {
      throw corrupt(
        `step from version ${from} of ${event.type}: ${error instanceof Error ? error.message : error}`
      )
    }
  }
  return { ...event, data, meta: { ...event.meta, schema: type.schema } }
}

/**
 * The same log, where whoever reads sees only known types in their present shape.
 * An unknown type or version is `Corrupt`: the reader parks it, nobody guesses. `eventAt` alone answers as stored: it only
 * tells whether an event is there.
 */
export function withTypes(log: EventLog, types: EventTypes): EventLog {
  return {
    append: (stream, events, expected) => log.append(stream, events, expected),
    async *readStream(stream, from) {
      for await (const event of log.readStream(stream, from)) yield upcast(types, event)
    },
    async *subscribe(after, signal): AsyncIterable<Subscribed> {
      for await (const item of log.subscribe(after, signal)) {
        if (item.kind !== 'event') yield item
        else {
          const event = upcast(types, item.event)
          yield event === item.event ? item : { kind: 'event', event }
        }
      }
    },
    head: () => log.head(),
    eventAt: position => log.eventAt(position),
    ping: () => log.ping(),
    close: () => log.close()
  }
}

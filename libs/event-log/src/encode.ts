import { isJsonObject } from '#kernel'
import { type EncodedEvent, isMeta } from './encoded.js'
import { InvalidAppend } from './errors.js'
import { type Expected, maxEventBytes, type NewEvent } from './port.js'

const streamName = /^[A-Za-z][A-Za-z0-9_.:-]{0,199}$/
const typeName = /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/

/** 1-200 of letters, digits, `-`, `_`, `.`, `:`, starting with a letter. No other stream exists, so reading one finds nothing. */
export const isStreamName = (name: string): boolean => streamName.test(name)

/**
 * What an append asks for, checked and encoded, before any of it is written.
 * @throws InvalidAppend
 */
export function encodeAppend(
  stream: string,
  events: readonly NewEvent[],
  expected: Expected
): EncodedEvent[] {
  if (!isStreamName(stream))
    throw new InvalidAppend(`not a stream name: ${JSON.stringify(stream.slice(0, 80))}`)
  if (events.length === 0) throw new InvalidAppend(`stream ${stream}: nothing to append`)
  if (expected !== 'none' && !(Number.isSafeInteger(expected) && expected >= 0)) {
    throw new InvalidAppend(`stream ${stream}: not a revision: ${expected}`)
  }
  return events.map(event => encode(stream, event))
}

function encode(stream: string, event: NewEvent): EncodedEvent {
  const { id, type, recordedAt } = event
  const invalid = (why: string) => new InvalidAppend(`stream ${stream}, event ${id}: ${why}`)
  if (!typeName.test(type)) throw invalid(`not a type name: ${JSON.stringify(type.slice(0, 80))}`)
  if (!Number.isSafeInteger(recordedAt)) throw invalid(`recordedAt is not whole milliseconds: ${recordedAt}`)
  // What would not be read as it was written must not get in: readers would take it for damage.
  if (id === '' || !id.isWellFormed()) throw invalid('not an id')
  if (event.personal?.isWellFormed() === false) throw invalid('personal is not Unicode')
  if (!isJsonObject(event.data)) throw invalid('data is not an object')
  if (!isMeta(event.meta)) throw invalid('meta lacks commandId, actor or schema')
  if (!isWhole(event.data) || !isWhole(event.meta))
    throw invalid('data or meta holds a number that is not whole')
  const data = JSON.stringify(event.data)
  const meta = JSON.stringify(event.meta)
  const personal = event.personal ?? null
  const units = data.length + meta.length + (personal?.length ?? 0)
  if (units * 3 > maxEventBytes) {
    const bytes = Buffer.byteLength(data) + Buffer.byteLength(meta) + Buffer.byteLength(personal ?? '')
    if (bytes > maxEventBytes) throw invalid(`${bytes} bytes, the limit is ${maxEventBytes}`)
  }
  return { id, type, recordedAt, data, personal, meta }
}

/** Proofs hash events as text: what every language writes alike are whole numbers up to 2^53. */
function isWhole(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value !== 'object' || value === null) return true
  for (const key in value) if (!isWhole(Reflect.get(value, key))) return false
  return true
}

/** What an adapter answers to a text that is no position of its form. */
export const notAPosition = (text: string): RangeError =>
  new RangeError(`not a position of this kind of log: ${JSON.stringify(text)}`)

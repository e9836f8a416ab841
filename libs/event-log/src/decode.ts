import { isJsonObject, type JsonObject } from '#kernel'
import { type EncodedEvent, isMeta } from './encoded.js'
import { Corrupt } from './errors.js'
import type { Position, RecordedEvent } from './port.js'

/**
 * A stored event as its readers see it.
 * @throws Corrupt when `data` or `meta` is not what an append stores
 */
export function decodeEvent(
  event: EncodedEvent,
  stream: string,
  revision: number,
  position: Position
): RecordedEvent {
  const { id, type, recordedAt, personal } = event
  const corrupt = (what: string) =>
    new Corrupt(stream, revision, position, `${what} is not JSON of the right form`)
  const data = parse(event.data)
  if (!data) throw corrupt('data')
  const meta = parse(event.meta)
  if (!meta || !isMeta(meta)) throw corrupt('meta')
  return personal === null
    ? { id, type, stream, revision, position, recordedAt, data, meta }
    : { id, type, stream, revision, position, recordedAt, data, personal, meta }
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

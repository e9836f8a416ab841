import type { AllStreamRecordedEvent, EventData, RecordedEvent as ServerEvent } from '@eventstore/db-client'
import { type EventId, isJsonObject, type Sealed } from '#kernel'
import { type EncodedEvent, isMeta } from '../encoded.js'
import { Corrupt, wholeStream } from '../errors.js'
import type { Position, RecordedEvent } from '../port.js'
import { positionOf } from './position.js'

/** Beside `meta` in the event's metadata: what the port has and EventStoreDB has no place for. */
const ours = 'desk'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The server stores ids as numbers of 128 bits: another text would not come back as it was. */
export const isStorableId = (id: string): boolean => uuid.test(id)

/** `data` as JSON; the metadata are `meta` and, under one key, when we recorded it and what is sealed. */
export function toServer({ id, type, recordedAt, data, personal, meta }: EncodedEvent): EventData {
  const beside = JSON.stringify(personal === null ? { recordedAt } : { recordedAt, personal })
  const metadata = `${meta.slice(0, -1)},"${ours}":${beside}}`
  return {
    id,
    type,
    contentType: 'application/json',
    data: JSON.parse(data),
    metadata: new TextEncoder().encode(metadata)
  }
}

/** @throws Corrupt not an event that this desk wrote */
export function fromServer(event: ServerEvent, stream: string, position: Position): RecordedEvent {
  const revision = Number(event.revision)
  if (event.type === tombstone) throw deletedForEver(stream, position)
  const corrupt = (what: string) => new Corrupt(stream, revision, position, what)
  if (!event.isJson || !isJsonObject(event.data)) throw corrupt('data is not JSON of the right form')
  if (!isJsonObject(event.metadata)) throw corrupt('meta is not JSON of the right form')
  const { [ours]: beside, ...meta } = event.metadata
  if (!isMeta(meta) || !isJsonObject(beside)) throw corrupt('meta is not JSON of the right form')
  const { recordedAt, personal } = beside
  if (typeof recordedAt !== 'number' || !(personal === undefined || typeof personal === 'string'))
    throw corrupt('meta is not JSON of the right form')
  const { type, data } = event
  const id = event.id as EventId
  return personal === undefined
    ? { id, type, stream, revision, position, recordedAt, data, meta }
    : { id, type, stream, revision, position, recordedAt, data, personal: personal as Sealed, meta }
}

/** What the server writes as the last event of a stream that was deleted for ever; its revision is no number of ours. */
const tombstone = '$streamDeleted'
const remedy = 'put back a backup of the server from before (docs/eventstoredb.md)'

export const deletedForEver = (stream: string, position: Position): Corrupt =>
  new Corrupt(
    stream,
    wholeStream,
    position,
    `somebody deleted it for ever at the server (tombstone): ${remedy}`
  )

export const softDeleted = (stream: string, position: Position): Corrupt =>
  new Corrupt(
    stream,
    wholeStream,
    position,
    `somebody deleted or truncated it at the server (soft delete): write {} as its metadata, which shows its events again, ` +
      `unless they were scavenged or others came since: then ${remedy}`
  )

export const placeOf = (event: AllStreamRecordedEvent): Position => positionOf(event.position)

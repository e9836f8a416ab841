import { type AuditEvent, auditStreams, schemaOf } from '#domain'
import { type EventLog, type NewEvent, OutcomeUnknown, type RawLog, type RecordedEvent } from '#event-log'
import {
  canonicalJson,
  commandIdFor,
  eventIdFor,
  type Instant,
  isJsonObject,
  type JsonObject,
  type Sealed,
  type SubjectId
} from '#kernel'
import type { Coordinates } from '#privacy'

/** What somebody typed, to be sealed for the event that holds it. */
export interface Written {
  readonly subjectId: SubjectId
  seal(at: Coordinates): Promise<Sealed>
}

/** The last event of a stream. `from`: a revision that it is known to have had: what lies before is not read. */
export async function tailOf(
  log: Pick<RawLog, 'readStream'>,
  stream: string,
  from = 0
): Promise<RecordedEvent | undefined> {
  let last: RecordedEvent | undefined
  for await (const event of log.readStream(stream, from)) last = event
  return last || from === 0 ? last : tailOf(log, stream)
}

/** Appends after the stream's last event, the same again where its outcome was not known. @throws Conflict, Unavailable */
export async function appendAfter(
  log: Pick<EventLog, 'append'>,
  stream: string,
  last: Pick<RecordedEvent, 'revision' | 'recordedAt'> | undefined,
  { type, data, written }: AuditEvent & { readonly written?: Written },
  actor: string,
  now: Instant
): Promise<NewEvent & { readonly revision: number }> {
  const body: JsonObject = { ...data }
  const commandId = commandIdFor(`audit ${stream} ${(last?.revision ?? -1) + 1}`, canonicalJson(body))
  const id = eventIdFor(commandId, 0)
  const subjectId = written?.subjectId
  const event: NewEvent = {
    id,
    type,
    recordedAt: Math.max(now, last?.recordedAt ?? 0),
    data: body,
    ...(written && {
      personal: await written.seal({ stream, eventId: id, type, subjectId: written.subjectId })
    }),
    meta: {
      commandId,
      $causationId: commandId,
      $correlationId: commandId,
      actor,
      ...(subjectId === undefined ? {} : { subjectId }),
      schema: schemaOf(type)
    }
  }
  for (;;) {
    try {
      const { revision } = await log.append(stream, [event], last?.revision ?? 'none')
      return { ...event, revision }
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error
    }
  }
}

export const textOf = (data: unknown, name: string): string => {
  const value = isJsonObject(data) ? data[name] : undefined
  return typeof value === 'string' ? value : ''
}
export const numberOf = (data: unknown, name: string): number => {
  const value = isJsonObject(data) ? data[name] : undefined
  return typeof value === 'number' ? value : -1
}

/** The origin under which checkpoints are signed now. */
export async function originOf(log: Pick<RawLog, 'readStream'>, first: string): Promise<string> {
  const changed = await tailOf(log, auditStreams.origins)
  return changed ? textOf(changed.data, 'to') : `topicdesk/${first}`
}

import { type Desk, isSameFile, type MessagePersonal } from '#application'
import { type MessageKind, ticketStream, told } from '#domain'
import type { RecordedEvent } from '#event-log'
import { canonicalJson, type MessageId, type SubjectId } from '#kernel'
import type { TicketTopic } from './topics.js'

/** A message of staff as it was recorded last. */
export interface Written {
  readonly what: 'reply' | 'note'
  readonly messageId: MessageId
  readonly subjectId: SubjectId
  readonly kind: MessageKind
  /** Undefined: forgotten. */
  readonly content: MessagePersonal | undefined
}

/** Undefined: nothing was made of it. From the ticket's own stream. */
export async function asWritten(
  desk: Pick<Desk, 'log' | 'sealer'>,
  { ticketId, place }: TicketTopic,
  telegramMessageId: number
): Promise<Written | undefined> {
  let found: Pick<Written, 'what' | 'messageId' | 'kind'> | undefined
  let last: RecordedEvent | undefined
  for await (const recorded of desk.log.readStream(ticketStream(ticketId))) {
    const event = told(recorded)
    if (event.type === 'ReplyRequested' || event.type === 'NoteAdded') {
      const { source, messageId, kind } = event.data
      if (source.kind !== 'message' || source.telegramMessageId !== telegramMessageId) continue
      if (source.place.staffGroupId !== place.staffGroupId) continue
      found = { what: event.type === 'NoteAdded' ? 'note' : 'reply', messageId, kind }
      last = recorded
    } else if (event.type === 'ReplyEdited' && event.data.messageId === found?.messageId) {
      found = { ...found, kind: event.data.kind }
      last = recorded
    }
  }
  const subjectId = last?.meta.subjectId
  if (!found || !last || subjectId === undefined) return undefined
  return { ...found, subjectId: subjectId as SubjectId, content: await opened(desk, last) }
}

async function opened(
  { sealer }: Pick<Desk, 'sealer'>,
  { stream, id: eventId, type, personal, meta: { subjectId } }: RecordedEvent
): Promise<MessagePersonal | undefined> {
  if (personal === undefined || subjectId === undefined) return undefined
  // What a blob holds is the shape that was sealed under its event's type.
  return (await sealer.open({ stream, eventId, type, subjectId }, personal)) as MessagePersonal | undefined
}

/** Nothing that anybody sees is another. */
export function isSame({ kind, content }: Written, kindNow: MessageKind, now: MessagePersonal): boolean {
  if (!content || kind !== kindNow || !isSameFile(content.file, now.file)) return false
  const words = ({ text, entities }: MessagePersonal) => canonicalJson({ text, entities })
  return words(content) === words(now)
}

import { ticketStream } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { JsonObject, MessageId, TicketId } from '#kernel'
import type { Desk } from '../desk.js'
import type {
  FieldsPersonal,
  MessagePersonal,
  TicketCustomerPersonal,
  TitlePersonal
} from '../personal-shapes.js'
import { asWords } from './as-words.js'

/** What people wrote that a ticket holds: empty where it holds nothing, undefined where it can't be opened any more. */
export interface StoredWords {
  /** Of one message, as it reads now. */
  readonly text: string | undefined
  readonly title: string | undefined
  readonly source: string | undefined
  readonly fields: { readonly [field: string]: string } | undefined
}

export const noWords: StoredWords = { text: '', title: '', source: '', fields: {} }

/** As it stands in the ticket's stream now. */
export async function storedWords(
  { log, sealer }: Pick<Desk, 'log' | 'sealer'>,
  ticketId: TicketId,
  messageId: MessageId | null
): Promise<StoredWords> {
  let words = noWords
  for await (const event of log.readStream(ticketStream(ticketId)))
    words = await wordsAfter(words, event, messageId, () => opened(sealer, event))
  return words
}

export async function wordsAfter(
  before: StoredWords,
  event: RecordedEvent,
  messageId: MessageId | null,
  open: () => Promise<JsonObject | undefined>
): Promise<StoredWords> {
  // Each type's personal part has its own shape.
  switch (event.type) {
    case 'TicketOpened': {
      const customer = (await open()) as TicketCustomerPersonal | undefined
      return { ...before, source: customer && (customer.source ?? '') }
    }
    case 'CustomerMessageReceived':
    case 'CustomerMessageEdited':
    case 'ReplyRequested':
    case 'ReplyEdited': {
      if (messageId === null || event.data['messageId'] !== messageId) return before
      const message = (await open()) as MessagePersonal | undefined
      return { ...before, text: message && (message.text ?? '') }
    }
    case 'TitleChanged': {
      if (event.data['digest'] === null) return { ...before, title: '' }
      return { ...before, title: ((await open()) as TitlePersonal | undefined)?.title }
    }
    case 'FieldsChanged': {
      if (!event.personal) return { ...before, fields: without(before.fields, event) }
      const values = ((await open()) as FieldsPersonal | undefined)?.values
      if (!values) return { ...before, fields: undefined }
      const given = Object.entries(values).map(([field, value]) => [field, asWords(value)] as const)
      return { ...before, fields: { ...without(before.fields, event), ...Object.fromEntries(given) } }
    }
    default:
      return before
  }
}

function without(before: StoredWords['fields'], { data }: RecordedEvent): StoredWords['fields'] {
  const changed = Array.isArray(data['changed']) ? data['changed'] : []
  const gone = changed.flatMap(one =>
    typeof one === 'object' && one !== null && 'field' in one ? [String(one['field'])] : []
  )
  return before && Object.fromEntries(Object.entries(before).filter(([field]) => !gone.includes(field)))
}

export async function opened(
  sealer: Pick<Desk['sealer'], 'open'>,
  { id, meta, personal, stream, type }: RecordedEvent
): Promise<JsonObject | undefined> {
  if (!personal || meta.subjectId === undefined) return undefined
  return sealer.open({ stream, eventId: id, type, subjectId: meta.subjectId }, personal)
}

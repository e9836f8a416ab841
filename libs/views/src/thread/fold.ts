import { idOf, type TicketEvent } from '#domain'
import type { AgentId, MessageId, TicketId } from '#kernel'
import { documentView, type View, type ViewEvent } from '#read-store'
import { deskEventOf, isOf } from '../domain-events.js'
import { sealedPartOf } from '../sealed-part.js'
import { type MessageAuthor, type MessageDocument, messages } from './document.js'

/** Undefined where the event is about no message, or about one that never came. */
export function foldMessage(
  document: MessageDocument | undefined,
  event: ViewEvent
): MessageDocument | undefined {
  const told = deskEventOf(event) as TicketEvent
  switch (told.type) {
    case 'CustomerMessageReceived':
      return document ?? written(event, told.data, 'inbound', { kind: 'customer', id: null })
    case 'ReplyRequested':
      return document ?? written(event, told.data, 'outbound', staff(told.data.agentId))
    case 'NoteAdded':
      return document ?? written(event, told.data, 'note', staff(told.data.agentId))
    case 'CustomerMessageEdited': {
      const { version, sentAt } = told.data
      const edit = { version, content: sealedPartOf(event), sentAt, recordedAt: event.recordedAt }
      return document && { ...document, kind: told.data.kind, edits: [...document.edits, edit] }
    }
    case 'ReplyResendRequested':
      return document && { ...document, delivery: { state: 'pending', reason: null } }
    case 'TicketResponded':
      return document && { ...document, delivery: { state: 'sent', reason: null } }
    case 'ReplyFailed':
      return document && { ...document, delivery: { state: 'failed', reason: told.data.reason } }
    case 'ReplyUncertain':
      return document && { ...document, delivery: { state: 'uncertain', reason: null } }
    default:
      return undefined
  }
}

type Written = Pick<MessageDocument, 'kind' | 'sentAt'> & { readonly messageId: MessageId }

function written(
  event: ViewEvent,
  { messageId, kind, sentAt }: Written,
  direction: MessageDocument['direction'],
  author: MessageAuthor
): MessageDocument {
  return {
    id: messageId,
    ticketId: idOf(event.stream) as TicketId,
    revision: event.revision,
    direction,
    author,
    kind,
    content: sealedPartOf(event),
    sentAt,
    recordedAt: event.recordedAt,
    edits: [],
    delivery: direction === 'outbound' ? { state: 'pending', reason: null } : null
  }
}

const staff = (agentId: AgentId | null): MessageAuthor =>
  agentId === null ? { kind: 'api', id: null } : { kind: 'agent', id: agentId }

const aboutMessages: ReadonlySet<string> = new Set<TicketEvent['type']>([
  'CustomerMessageReceived',
  'CustomerMessageEdited',
  'ReplyRequested',
  'ReplyResendRequested',
  'TicketResponded',
  'ReplyFailed',
  'ReplyUncertain',
  'NoteAdded'
])

export const threadView: View = documentView<MessageDocument>({
  name: 'thread',
  version: 1,
  collection: messages,
  idOf: event => {
    const id = isOf(event, 'ticket') && aboutMessages.has(event.type) ? event.data['messageId'] : undefined
    return typeof id === 'string' ? id : undefined
  },
  concerns: stream => stream.startsWith('ticket-'),
  fold: foldMessage
})

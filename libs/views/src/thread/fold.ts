import { idOf, type TicketEvent, toldIn } from '#domain'
import type { AgentId, MessageId, TicketId } from '#kernel'
import type { View, ViewEvent } from '#read-store'
import { isOf } from '../domain-events.js'
import { sealedPartOf } from '../sealed-part.js'
import {
  type MessageAuthor,
  type MessageDocument,
  messages,
  orderOf,
  type ThreadDocument,
  threads,
  turnOf,
  withMessage
} from './document.js'

/** Undefined where the event is about no message, or about one that never came. */
export function foldMessage(
  document: MessageDocument | undefined,
  event: ViewEvent,
  /** Revision of the beginning of the turn that a customer's message belongs to; undefined: it begins one. */
  turnSince: number | undefined
): MessageDocument | undefined {
  const told = toldIn('ticket', event)
  if (!told) return undefined
  switch (told.type) {
    case 'CustomerMessageReceived':
      return (
        document ?? {
          ...written(event, told.data, 'inbound', customer),
          order: orderOf(turnSince ?? event.revision, told.data.telegramMessageId)
        }
      )
    case 'RatingCommented':
      return document ?? written(event, { ...told.data, kind: 'text' }, 'inbound', customer)
    case 'FormSubmitted':
      return document ?? written(event, { ...told.data, kind: 'form' }, 'inbound', customer)
    case 'FormLeft': {
      const { messageId, sentAt } = told.data
      if (messageId === null) return undefined
      return document ?? written(event, { messageId, sentAt, kind: 'form' }, 'inbound', customer)
    }
    case 'FormConfirmed': {
      const said = document ?? written(event, { ...told.data, kind: 'text' }, 'outbound', bot)
      return { ...said, delivery: null }
    }
    case 'ReplyRequested':
      return document ?? written(event, told.data, 'outbound', staff(told.data.agentId))
    case 'NoteAdded':
      return document ?? written(event, told.data, 'note', staff(told.data.agentId))
    case 'CustomerMessageEdited':
    case 'ReplyEdited': {
      const { version, kind, sentAt } = told.data
      const { recordedAt } = event
      const edit = { version, kind, content: sealedPartOf(event), sentAt, recordedAt, failed: null }
      return document && { ...document, edits: [...document.edits, edit] }
    }
    case 'ReplyEditFailed': {
      const { version, reason } = told.data
      const edits = document?.edits.map(edit =>
        edit.version === version ? { ...edit, failed: reason } : edit
      )
      return document && { ...document, edits: edits ?? [] }
    }
    case 'ReplyResendRequested':
      return document && { ...document, delivery: { state: 'pending', reason: null } }
    case 'TicketResponded':
      return document && { ...document, delivery: { state: 'sent', reason: null } }
    case 'ReplyFailed':
      return document && { ...document, delivery: { state: 'failed', reason: told.data.reason } }
    case 'ReplyUncertain':
      return document && { ...document, delivery: { state: 'uncertain', reason: null } }
    case 'ReplyWithdrawn':
      return document && { ...document, delivery: { state: 'withdrawn', reason: null } }
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
    order: orderOf(event.revision, 0),
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

const customer: MessageAuthor = { kind: 'customer', id: null }
const bot: MessageAuthor = { kind: 'bot', id: null }

const staff = (agentId: AgentId | null): MessageAuthor =>
  agentId === null ? { kind: 'api', id: null } : { kind: 'agent', id: agentId }

const aboutMessages: ReadonlySet<string> = new Set<TicketEvent['type']>([
  'CustomerMessageReceived',
  'CustomerMessageEdited',
  'RatingCommented',
  'FormSubmitted',
  'FormLeft',
  'FormConfirmed',
  'ReplyRequested',
  'ReplyResendRequested',
  'TicketResponded',
  'ReplyFailed',
  'ReplyWithdrawn',
  'ReplyUncertain',
  'ReplyEdited',
  'ReplyEditFailed',
  'NoteAdded'
])

const messageIdOf = (event: ViewEvent): MessageId | undefined => {
  const id = isOf(event, 'ticket') && aboutMessages.has(event.type) ? event.data['messageId'] : undefined
  return typeof id === 'string' ? (id as MessageId) : undefined
}

/** The thread after a message of the event's kind; undefined: the event brings none. */
function followed(before: ThreadDocument, event: ViewEvent): ThreadDocument | undefined {
  switch (event.type) {
    case 'CustomerMessageReceived':
      return withMessage(before, event.revision, Number(event.data['telegramMessageId']))
    case 'RatingCommented':
    case 'FormSubmitted':
    case 'FormLeft':
    case 'FormConfirmed':
    case 'ReplyRequested':
    case 'NoteAdded':
      return { ...before, open: false }
    default:
      return undefined
  }
}

export const threadView: View = {
  name: 'thread',
  version: 6,
  collections: [messages, threads],
  concerns: stream => stream.startsWith('ticket-'),
  handles: event => messageIdOf(event) !== undefined,
  keys(event) {
    const id = messageIdOf(event)
    return id === undefined
      ? []
      : [
          { collection: messages.name, id },
          { collection: threads.name, id: idOf(event.stream) }
        ]
  },
  fold(event, documents) {
    const id = messageIdOf(event)
    if (id === undefined) return []
    // Only this view writes these collections.
    const ticketId = idOf(event.stream) as TicketId
    const stored = documents.get(threads.name, ticketId) as ThreadDocument | undefined
    const thread = stored ?? { id: ticketId, turns: [], open: false }
    const before = documents.get(messages.name, id) as MessageDocument | undefined
    const turn = turnOf(thread, Number(event.data['telegramMessageId']))
    const message = foldMessage(before, event, turn?.since)
    const next = followed(thread, event)
    return [
      ...(message ? [{ kind: 'put' as const, collection: messages.name, document: message }] : []),
      ...(next ? [{ kind: 'put' as const, collection: threads.name, document: next }] : [])
    ]
  }
}

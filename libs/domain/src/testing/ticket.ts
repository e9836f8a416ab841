import {
  type AgentId,
  agentIdFor,
  type BotId,
  type ConversationId,
  commandIdFor,
  deliveryIdFor,
  eventIdFor,
  type MessageId,
  messageIdFor,
  type Personal,
  type QueueId,
  type StaffGroupId,
  type SubjectId,
  type TeamId,
  type TicketId
} from '#kernel'
import { conceal } from '#privacy'
import type { IncomingMessage, TicketCommand } from '../ticket/commands.js'
import type { MessageKind, TopicPlace } from '../ticket/events.js'
import type { TicketStatus } from '../ticket-words.js'
import { noon } from './ticket-sla.js'

export * from './ticket-escalation.js'
export * from './ticket-sla.js'

/** Nothing in it: the domain carries it and can't look. */
export const personal = Object.freeze({}) as Personal

export const ann: AgentId = agentIdFor('ann' as SubjectId)
export const bob: AgentId = agentIdFor('bob' as SubjectId)
export const ticketId = 'ticket-1' as TicketId
export const conversationId = 'conversation-1' as ConversationId
export const bot = '1000' as BotId
export const general = 'general' as QueueId
export const billing = 'billing' as QueueId
export const group = 'group-1' as StaffGroupId
export const at = (threadId: number): TopicPlace => ({ staffGroupId: group, chatId: -1001, threadId })

/** As Telegram says it: whole seconds. */

export const idOf = (name: string | number): MessageId => messageIdFor(commandIdFor(`message ${name}`))

export const incoming = (
  telegramMessageId: number,
  more: Partial<IncomingMessage> = {}
): IncomingMessage => ({
  messageId: idOf(telegramMessageId),
  telegramMessageId,
  kind: 'text',
  sentAt: noon,
  digest: `text of ${telegramMessageId}`,
  soundsClosing: false,
  mediaGroup: null,
  replyToTelegramMessageId: null,
  personal,
  ...more
})

/** Commands as they are asked for in a normal day; each can be given what matters in a test. */
export const openTicket: TicketCommand = {
  type: 'OpenTicket',
  ticketId,
  code: '7K3Q-X9M2',
  conversationId,
  bot,
  queueId: general,
  language: 'en',
  previousTicketId: null,
  customer: personal,
  message: incoming(10)
}

export const beginTicket: TicketCommand = {
  type: 'BeginTicket',
  ticketId,
  code: '7K3Q-X9M2',
  conversationId,
  bot,
  queueId: billing,
  language: 'en',
  previousTicketId: null,
  customer: personal,
  now: noon
}

export const receive = (
  telegramMessageId: number,
  more: Partial<IncomingMessage> & { readonly late?: boolean } = {}
): TicketCommand => {
  const { late = false, ...message } = more
  return {
    type: 'ReceiveCustomerMessage',
    message: incoming(telegramMessageId, message),
    late,
    reopenWithinS: 7 * 24 * 3600,
    closingRemarkWithinS: 600,
    now: (message.sentAt ?? noon) + 500
  }
}

export const edit = (
  telegramMessageId: number,
  digest: string,
  {
    sentAt = noon,
    soundsClosing = false
  }: { readonly sentAt?: number; readonly soundsClosing?: boolean } = {}
): TicketCommand => ({
  type: 'EditCustomerMessage',
  telegramMessageId,
  kind: 'text',
  digest,
  soundsClosing,
  sentAt,
  reopenWithinS: 7 * 24 * 3600,
  closingRemarkWithinS: 600,
  now: sentAt + 500,
  personal
})

export const claim = (agentId: AgentId): TicketCommand => ({ type: 'ClaimTicket', agentId })
export const assign = (agentId: AgentId): TicketCommand => ({ type: 'AssignTicket', agentId })
/** Past limit and availability. */
export const force = (agentId: AgentId): TicketCommand => ({ type: 'AssignTicket', agentId, force: true })
export const assignTeam = (teamId: TeamId | null): TicketCommand => ({ type: 'AssignTeam', teamId })
export const unassign: TicketCommand = { type: 'UnassignTicket' }

export const reply = (name: string, agentId: AgentId | null, kind: MessageKind = 'text'): TicketCommand => ({
  type: 'RequestReply',
  messageId: idOf(name),
  agentId,
  source: { kind: 'api' },
  kind,
  sentAt: noon,
  mediaGroup: null,
  personal,
  now: noon
})

export const accept = (
  name: string,
  afterReply: 'waiting_on_customer' | 'in_progress' = 'waiting_on_customer'
): TicketCommand => ({
  type: 'ConfirmReply',
  messageId: idOf(name),
  telegramMessageIds: [700],
  acceptedAt: noon,
  afterReply
})

/** An item of the album of this name. */
export const albumItem = (name: string, album: string): TicketCommand =>
  ({ ...reply(name, ann, 'photo'), mediaGroup: album }) as TicketCommand
export const withdraw = (mediaGroup: string): TicketCommand => ({ type: 'WithdrawAlbum', mediaGroup })

export const sendArticle = (name: string, article: string): TicketCommand =>
  ({ ...reply(name, ann), article }) as TicketCommand
export const suggest = (ids: readonly string[]): TicketCommand => ({
  type: 'SuggestArticles',
  found: ids.map((id, nth) => ({ id, score: 3.2468 - nth }))
})
export const rate = (name: string, helpful: boolean): TicketCommand => ({
  type: 'RateArticle',
  messageId: idOf(name),
  helpful
})
export const fail = (name: string): TicketCommand => ({
  type: 'FailReply',
  messageId: idOf(name),
  reason: 'customer_blocked_bot',
  code: 403
})
export const editReply = (name: string, digest: string): TicketCommand => ({
  type: 'EditReply',
  messageId: idOf(name),
  agentId: ann,
  kind: 'text',
  digest,
  sentAt: noon,
  personal
})
export const failEdit = (name: string, version: number): TicketCommand => ({
  type: 'FailReplyEdit',
  messageId: idOf(name),
  version,
  reason: 'too_old',
  code: 400
})
export const doubt = (name: string): TicketCommand => ({ type: 'MarkReplyUncertain', messageId: idOf(name) })
export const resend = (name: string): TicketCommand => ({
  type: 'ResendReply',
  messageId: idOf(name),
  agentId: ann
})
export const note: TicketCommand = {
  type: 'AddNote',
  messageId: idOf('note'),
  agentId: ann,
  source: { kind: 'api' },
  kind: 'text',
  sentAt: noon,
  personal
}

export const hold: TicketCommand = { type: 'HoldTicket' }
export const wait: TicketCommand = { type: 'WaitOnCustomer' }
export const resume: TicketCommand = { type: 'ResumeTicket' }
export const resolve: TicketCommand = { type: 'ResolveTicket', cause: 'command', now: noon }
export const reopen: TicketCommand = { type: 'ReopenTicket', cause: 'command', now: noon }
export const close: TicketCommand = { type: 'CloseTicket', cause: 'command', now: noon }
export const changeStatus = (to: TicketStatus): TicketCommand => ({
  type: 'ChangeStatus',
  to,
  cause: 'api',
  now: noon
})
export const transferTo = (queueId: QueueId): TicketCommand => ({ type: 'TransferTicket', queueId })
export const urgent: TicketCommand = { type: 'ChangePriority', priority: 'urgent' }
export const tags = (add: readonly string[], remove: readonly string[] = []): TicketCommand => ({
  type: 'ChangeTags',
  add,
  remove
})
export const setTags = (tags: readonly string[]): TicketCommand => ({ type: 'SetTags', tags })
export const entitle = (words: string | null): TicketCommand => ({
  type: 'ChangeTitle',
  digest: words,
  ...(words !== null && { personal })
})
/** Of a field that decides: its value is the option. */
export const fill = (field: string, option: string | null): TicketCommand => ({
  type: 'ChangeFields',
  changes: [{ field, digest: option, chosen: option === null ? null : [option] }],
  ...(option !== null && { personal })
})
export const bindTopic = (threadId: number): TicketCommand => ({ type: 'BindTopic', place: at(threadId) })
export const recordCard = (threadId: number, telegramMessageId: number): TicketCommand => ({
  type: 'RecordCard',
  place: at(threadId),
  telegramMessageId
})
export const loseTopic = (threadId: number): TicketCommand => ({ type: 'LoseTopic', place: at(threadId) })
export const notDelivered: TicketCommand = {
  type: 'RecordNotDelivered',
  deliveryId: deliveryIdFor(eventIdFor(commandIdFor('message'), 0), 'relay'),
  what: 'customer_message',
  outcome: 'refused',
  code: 400
}
export const requireGerman: TicketCommand = {
  type: 'RequireSkills',
  skills: [{ skill: 'german', dropAfterS: 600 }],
  now: noon
}
export const giveCommand: TicketCommand = {
  type: 'GiveCommand',
  name: 'pay_link',
  agentId: ann,
  via: { kind: 'api' },
  personal: conceal({ arguments: '50' })
}
export const lapseRule: TicketCommand = {
  type: 'LapseRule',
  rule: 'urgent',
  version: 0,
  from: noon,
  instance: 'resolution 0',
  at: noon,
  because: 'agent_away'
}
export const refuseCommand: TicketCommand = {
  type: 'RefuseCommand',
  command: 'claim',
  reason: 'already_assigned',
  details: { agentId: ann },
  agentId: bob,
  via: { kind: 'button', place: at(7) }
}

/** Ways into each state, by every combination of state and assignee that is possible. */
export const waysInto: { readonly [name: string]: { status: TicketStatus; commands: TicketCommand[] } } = {
  open: { status: 'open', commands: [openTicket] },
  assigned: { status: 'assigned', commands: [openTicket, claim(ann)] },
  'in progress': { status: 'in_progress', commands: [openTicket, reply('r', ann)] },
  'waiting on the customer': {
    status: 'waiting_on_customer',
    commands: [openTicket, reply('r', ann), accept('r')]
  },
  'waiting on the customer, nobody has it': { status: 'waiting_on_customer', commands: [openTicket, wait] },
  'on hold': { status: 'on_hold', commands: [openTicket, claim(ann), hold] },
  'on hold, nobody has it': { status: 'on_hold', commands: [openTicket, hold] },
  resolved: { status: 'resolved', commands: [openTicket, claim(ann), resolve] },
  'resolved, nobody has it': { status: 'resolved', commands: [openTicket, resolve] },
  closed: { status: 'closed', commands: [openTicket, claim(ann), close] },
  'closed, nobody has it': { status: 'closed', commands: [openTicket, close] }
}

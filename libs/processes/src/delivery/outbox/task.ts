import { type DeliveryState, deliveryDecider } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { ConversationId, DeliveryId, Instant, MessageId, StaffGroupId, TicketId } from '#kernel'
import type { Job, Priority } from '../../dispatch/index.js'
import type { CustomerNotice } from '../../words/index.js'

/** The deliveries of one sequence, in order: a private chat, a ticket's topic, another thread of a staff group, the leads' chat. */
export type LaneKey =
  | `conversation:${ConversationId}`
  | `ticket:${TicketId}`
  | `group:${StaffGroupId}:${number | 'general'}`
  | `leads:${number}`

export const privateLane = (id: ConversationId): LaneKey => `conversation:${id}`
export const ticketLane = (id: TicketId): LaneKey => `ticket:${id}`
export const groupLane = (id: StaffGroupId, threadId: number | null): LaneKey =>
  `group:${id}:${threadId ?? 'general'}`
export const leadsLane = (chatId: number): LaneKey => `leads:${chatId}`

/** Each delivery's own place in the private chat: not in `words/customer`, for it has buttons or answers. */
export type PrivateNotice =
  | CustomerNotice
  | 'rating'
  | 'rating_comment'
  | 'article_question'
  | 'form'
  | 'form_finished'

export type { CustomerNotice }

/** What is told in a topic besides the customer's own words. */
export type StaffNoticeAbout =
  | 'api_reply'
  | 'api_file'
  | 'api_note'
  | 'reply_failed'
  | 'reply_uncertain'
  | 'edit_failed'
  | 'reply_left'
  | 'command_refused'
  | 'not_delivered'
  | 'customer_blocked'
  | 'customer_back'
  | 'rating'
  | 'escalation'
  | 'form'
  | 'sla'
  | 'routing_stopped'
  | 'rule'
  | 'routing_took'
  | 'summary'
  | 'group'
  | 'digest'
  | 'leads'

/** What is to be done at Telegram and recorded in a delivery stream of its own. */
export type Work =
  | { readonly kind: 'reply'; readonly messageId: MessageId }
  | { readonly kind: 'relay'; readonly edited: boolean }
  | { readonly kind: 'topic' }
  | { readonly kind: 'card' }
  | { readonly kind: 'customer_notice'; readonly notice: PrivateNotice }
  | { readonly kind: 'staff_notice'; readonly about: StaffNoticeAbout }
  /** Of a topic and its card: without the name of a customer who was forgotten. */
  | { readonly kind: 'topic_name' }
  | { readonly kind: 'card_text' }

/** What the log says of the delivery. */
export interface Progress {
  /** Of the delivery's stream; -1 while nothing was attempted. */
  readonly revision: number
  readonly state: DeliveryState
  /** Parts that were sent as possible repeats. */
  readonly marked: ReadonlySet<number>
  /** Where the last attempt went. */
  readonly staffGroupId: StaffGroupId | null
}

export const notBegun: Progress = {
  revision: -1,
  state: deliveryDecider.initial,
  marked: new Set(),
  staffGroupId: null
}

/** What a message is an item of. */
export interface Album {
  /** Telegram's name of it. */
  readonly name: string
  /** How long after this item the next one is waited for. */
  readonly waitMs: number
}

export interface Request {
  readonly id: DeliveryId
  readonly work: Work
  readonly lane: LaneKey
  /** The event that asked for it. */
  readonly event: RecordedEvent
  readonly ticketId: TicketId | null
  readonly conversationId: ConversationId | null
  /** Only of what goes to a group and no ticket. */
  readonly staffGroupId: StaffGroupId | null
  readonly album?: Album
}

/** A request at work. What is not from the log is forgotten with the process and found out again. */
export interface Task extends Request, Job {
  /** The event that keeps the process's checkpoint behind it while this is open. */
  readonly heldAt: string
  progress: Progress
  /** The command that ends it was run; the log's word is on its way. */
  settled: boolean
  /** Why it is not to be sent any more. */
  doomed: 'customer_blocked_bot' | 'withdrawn' | undefined
  /** Since when a topic may be there already, on the monotonic clock: its echo is to be looked for before the next call. */
  doubtedAt: number | undefined
  /** Refusals that another form of the call, another topic or an open one was to get round. */
  detours: number
  without: { quote: boolean; reply: boolean; thread: boolean; entities: boolean }
  /** How media are sent: copied, by file, as a document whatever they are, or only named. */
  media: 'copy' | 'file' | 'document' | 'placeholder'
  /** It goes by itself, though it is an item of an album. */
  alone: boolean
  /** What Telegram has answered at each try since then, for alerts. */
  refusal: { readonly words: string; readonly since: Instant; readonly times: number } | undefined
}

export const taskFor = (request: Request, heldAt: string): Task => ({
  ...request,
  heldAt,
  progress: notBegun,
  settled: false,
  doomed: undefined,
  notBefore: 0,
  doubtedAt: undefined,
  failures: 0,
  detours: 0,
  without: { quote: false, reply: false, thread: false, entities: false },
  media: 'copy',
  alone: false,
  refusal: undefined
})

/** After an item of an album; Telegram does not tell how many there are. */
const albumMs = { least: 1000, most: 5000 } as const

/** Where the desk is behind, the next item needs as long to come as this one has needed since it was sent. */
export const albumOf = (name: string, neededMs: number): Album => ({
  name,
  waitMs: Math.min(Math.max(albumMs.least, neededMs), albumMs.most)
})
/** Of Telegram's. */
export const mostInAlbum = 10

/** How long at least the bot's own echo of a new topic is waited for before the topic is asked for again. */
export const echoMs = 20_000

export const priorities = { reply: 0, relay: 1, notice: 2, edit: 3 } as const satisfies {
  [kind: string]: Priority
}

export function priorityOf(work: Work): Priority {
  switch (work.kind) {
    // What must be gone of a person waits for nobody.
    case 'topic_name':
    case 'card_text':
    case 'reply':
      return priorities.reply
    // Without topic and card there is no place for a relay.
    case 'topic':
    case 'card':
    case 'relay':
      return priorities.relay
    case 'customer_notice':
    case 'staff_notice':
      return priorities.notice
  }
}

/** Goes to the customer's private chat; everything else to a staff group. */
export const isSeenByCustomer = (work: Work): boolean =>
  work.kind === 'reply' || work.kind === 'customer_notice'

/** Its form is told how it ended. */
export const isForm = ({ work }: Pick<Request, 'work'>): boolean =>
  work.kind === 'customer_notice' && work.notice === 'form'

export const isReply = ({ work }: Task, messageId: MessageId): boolean =>
  work.kind === 'reply' && work.messageId === messageId

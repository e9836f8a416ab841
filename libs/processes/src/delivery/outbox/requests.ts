import { isOver, type ReplySource, type RoutingDecision, type RuleEvent, type StatusCause } from '#domain'
import type { RecordedEvent } from '#event-log'
import { deliveryIdFor, type Instant, type MessageId } from '#kernel'
import { replacement } from './shown-again.js'
import {
  albumOf,
  type PrivateNotice,
  privateLane,
  type Request,
  type StaffNoticeAbout,
  ticketLane,
  type Work
} from './task.js'
import { type AskedReply, isTopic, type TicketFacts } from './ticket-facts.js'
import type { TypedEvent } from './typed.js'
import type { FormWish, RatingWish, ReplyEditWish, Wish } from './wish.js'

export interface Asked {
  readonly requests: readonly Request[]
  readonly wishes: readonly Wish[]
  /** In the lane of the private chat. */
  readonly edits?: readonly (ReplyEditWish | RatingWish | FormWish)[]
}

const noticeOf = { ReplyFailed: 'reply_failed', ReplyUncertain: 'reply_uncertain' } as const
const nothing: Asked = { requests: [], wishes: [] }
const card: Wish = { kind: 'card' }
const icon: Wish = { kind: 'icon' }
/** What follows the turns of a conversation. */
export const followsTurn: readonly Wish[] = [
  { kind: 'card', turn: true },
  { kind: 'icon', turn: true }
]
const topicState: Wish = { kind: 'topic_state' }
const topicName: Wish = { kind: 'topic_name' }

/** What of a ticket shows its customer's name. */
export const showsName: readonly Wish[] = [topicName, card]

/** The table of what each event of a ticket asks for. `facts` hold everything up to and with the event. */
export function askedByTicket(event: TypedEvent, recorded: RecordedEvent, facts: TicketFacts): Asked {
  const request = (what: string, work: Work): Request => ({
    id: deliveryIdFor(event.id, what),
    work,
    lane:
      work.kind === 'reply' || work.kind === 'customer_notice'
        ? privateLane(facts.conversationId)
        : ticketLane(facts.ticketId),
    event: recorded,
    ticketId: facts.ticketId,
    conversationId: facts.conversationId,
    staffGroupId: null
  })
  const customerNotice = (notice: PrivateNotice) => request(notice, { kind: 'customer_notice', notice })
  const staffNotice = (about: StaffNoticeAbout) => request(about, { kind: 'staff_notice', about })
  const itemOf = (album: string | null, sentAt: Instant, item: Request): Request =>
    album === null ? item : { ...item, album: albumOf(album, event.recordedAt - sentAt) }
  const asks = (...requests: Request[]): Asked => ({ requests, wishes: [] })
  const wishes = (...list: Wish[]): Asked => ({ requests: [], wishes: list })

  switch (event.type) {
    case 'TicketOpened':
      return asks(
        request('topic', { kind: 'topic' }),
        request('card', { kind: 'card' }),
        ...(event.data.begunBy === 'team' ? [] : [customerNotice('opened')])
      )
    case 'CustomerMessageReceived':
      return {
        requests: [
          itemOf(event.data.mediaGroup, event.data.sentAt, request('relay', { kind: 'relay', edited: false }))
        ],
        wishes: facts.sla ? [card] : []
      }
    case 'CustomerMessageEdited':
      return asks(request('relay', { kind: 'relay', edited: true }))
    case 'ReplyRequested': {
      const { messageId, source, mediaGroup, sentAt } = event.data
      const reply = itemOf(mediaGroup, sentAt, request('reply', { kind: 'reply', messageId }))
      return source.kind === 'api' ? asks(reply, staffNotice('api_reply')) : asks(reply)
    }
    case 'ReplyResendRequested':
      return asks(request('reply', { kind: 'reply', messageId: event.data.messageId }))
    case 'TicketResponded': {
      const reply = facts.replies.get(event.data.messageId)
      const failures = (reply?.failures ?? []).map(failureNotice)
      const isArticle = facts.articlesSent.some(({ messageId }) => messageId === event.data.messageId)
      const isFile = reply?.source.kind === 'api' && reply.kind !== 'text'
      // Edited while it was on its way: perhaps it went as it was before.
      const edits = reply && reply.edits.length > 0 ? editsOf(facts, event.data.messageId) : []
      return {
        requests: [
          ...(reply?.withdrawn ? [staffNotice('reply_left')] : []),
          ...(isArticle ? [customerNotice('article_question')] : []),
          ...(isFile ? [staffNotice('api_file')] : [])
        ],
        wishes: [
          ...(reply ? reaction(facts, reply.source, edits.length > 0 ? '👀' : '👍') : []),
          ...failures,
          ...(facts.sla ? [card, icon] : [])
        ],
        edits
      }
    }
    case 'ReplyEdited': {
      const edits = editsOf(facts, event.data.messageId)
      const source = facts.replies.get(event.data.messageId)?.source
      const shown = source && edits.length > 0 ? reaction(facts, source, '👀') : []
      return { requests: [], wishes: shown, edits }
    }
    case 'ReplyEditFailed':
      return asks(staffNotice('edit_failed'))
    case 'ReplyFailed':
      return asks(staffNotice(noticeOf.ReplyFailed))
    case 'ReplyUncertain':
      return asks(staffNotice(noticeOf.ReplyUncertain))
    case 'NoteAdded': {
      const { source } = event.data
      return source.kind === 'api' ? asks(staffNotice('api_note')) : wishes(...reaction(facts, source, '✍'))
    }
    case 'CommandRefused': {
      const { via } = event.data
      return via.kind === 'message' || via.kind === 'topic' ? asks(staffNotice('command_refused')) : nothing
    }
    case 'TicketResolved':
      return { requests: [customerNotice('resolved')], wishes: [topicState, card, icon] }
    case 'TicketReopened':
    case 'TicketClosed':
      return wishes(topicState, card, icon)
    case 'FormSubmitted':
      return asks(staffNotice('form'))
    case 'FormConfirmed':
      return asks(customerNotice('form_finished'))
    case 'FormLeft':
      return event.data.messageId === null ? nothing : asks(staffNotice('form'))
    case 'RatingRequested':
      return asks(customerNotice('rating'))
    case 'TicketRated': {
      const { low } = event.data
      const comment = low && !facts.rating?.lowBefore ? [customerNotice('rating_comment')] : []
      return {
        requests: low ? [...comment, staffNotice('rating')] : [],
        wishes: [card],
        edits: [{ kind: 'rating', facts }]
      }
    }
    case 'RatingCommented':
      return asks(staffNotice('rating'))
    case 'TicketEscalated':
      return { requests: [staffNotice('escalation')], wishes: [card] }
    case 'EscalationAcknowledged':
    case 'TicketDeescalated':
    case 'TicketAssigned':
    case 'TicketUnassigned':
    case 'TicketTransferred':
    case 'PriorityChanged':
    case 'TagsChanged':
    case 'TeamAssigned':
    case 'SkillsRequired':
      return wishes(card)
    case 'TicketStatusChanged':
      return isTurn(event.data.cause) ? wishes(...followsTurn) : wishes(card, icon)
    case 'RoutingDecided':
      return {
        requests: toldOf(event.data).map(staffNotice),
        // Of an assignment or its end an event of its own tells.
        wishes: event.data.what === 'assigned' || event.data.what === 'requeued' ? [] : [card]
      }
    case 'ArticleSuggested':
      // With whatever else changes the card in these seconds: nobody waits for it.
      return wishes({ kind: 'card', turn: true })
    case 'RuleApplied':
      return tellsOfRule(event.data) ? asks(staffNotice('rule')) : nothing
    case 'SlaWarned':
      return facts.sla?.warn && !event.data.inDigest ? asks(staffNotice('sla')) : nothing
    case 'SlaBreached':
      return {
        requests: facts.sla?.breach && !event.data.inDigest ? [staffNotice('sla')] : [],
        wishes: [card, icon]
      }
    case 'SlaBreachRetracted':
      return { requests: facts.sla?.breach ? [staffNotice('sla')] : [], wishes: [card, icon] }
    case 'SlaApplied':
    case 'SlaPaused':
    case 'SlaResumed':
      return wishes(card)
    case 'CardPosted':
      return wishes({ kind: 'pin' })
    case 'TopicOpened':
      return isOver(facts.status) ? wishes(topicState, icon) : nothing
    case 'NotDelivered':
      return asks(staffNotice('not_delivered'))
    case 'TopicLost':
      return asks(...replacement(recorded, facts))
    default:
      return nothing
  }
}

const failureNotice = ({ id, type }: AskedReply['failures'][number]): Wish => ({
  kind: 'failure_notice',
  deliveryId: deliveryIdFor(id, noticeOf[type])
})

/** A rule was held back, or has something to say to the team. */
const tellsOfRule = ({ heldUntil, actions }: RuleAppliedData): boolean =>
  heldUntil !== undefined || actions.some(action => 'notify' in action)

type RuleAppliedData = Extract<RuleEvent, { type: 'RuleApplied' }>['data']

const toldOf = ({ what, because }: RoutingDecision): StaffNoticeAbout[] => {
  if (because === 'moved_too_often') return ['routing_stopped']
  return what === 'requeued' ? ['routing_took'] : []
}

/** Nobody has asked for it: somebody has written. */
const isTurn = (cause: StatusCause): boolean =>
  cause === 'reply' || cause === 'reply_accepted' || cause === 'customer_message'

/** Of a reply that is not there yet there is nothing to edit. */
const editsOf = (facts: TicketFacts, messageId: MessageId): ReplyEditWish[] =>
  (facts.replies.get(messageId)?.sentAs ?? []).map((_, part) => ({
    kind: 'reply_edit',
    facts,
    messageId,
    part
  }))

/** On the agent's own message, where it stands in the present topic. */
const reaction = (facts: TicketFacts, source: ReplySource, emoji: '👍' | '✍' | '👀'): Wish[] =>
  source.kind === 'message' && isTopic(facts.topic, source.place)
    ? [{ kind: 'reaction', telegramMessageId: source.telegramMessageId, emoji }]
    : []

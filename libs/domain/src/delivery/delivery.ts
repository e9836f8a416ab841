import {
  type ConversationId,
  type DeliveryId,
  type Instant,
  ok,
  type Personal,
  refuse,
  type StaffGroupId,
  type TicketId,
  unreachable
} from '#kernel'
import type { Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** What must be done at Telegram at most once, or at least once and visibly marked. */
export const deliveryKinds = [
  'reply',
  'relay',
  'topic',
  'card',
  'customer_notice',
  'staff_notice',
  'topic_name',
  'card_text'
] as const
export type DeliveryKind = (typeof deliveryKinds)[number]

/** What the delivery is for: enough to show it and to do it again, nothing about a person. */
export type DeliverySubject = {
  readonly kind: DeliveryKind
  readonly ticketId: TicketId | null
  readonly conversationId: ConversationId | null
  readonly staffGroupId: StaffGroupId | null
  /** The event that asked for it. */
  readonly requestStream: string
  readonly requestRevision: number
}

/**
 * A long text is sent in parts; a part is one call, and parts succeed in order.
 * `attempt` counts calls over all parts, from 1.
 */
export type DeliveryEvent =
  | Event<
      'DeliveryAttempted',
      DeliverySubject & {
        readonly attempt: number
        readonly part: number
        readonly parts: number
        readonly method: string
        /** Whether the text says that this may be a repeat. */
        readonly marked: boolean
        readonly threadId: number | null
      }
    >
  /** personal, of a file that Telegram got by it: file, as in a message */
  | Event<
      'DeliverySucceeded',
      {
        readonly attempt: number
        readonly part: number
        readonly parts: number
        readonly telegramMessageIds: readonly number[]
        readonly threadId: number | null
        readonly acceptedAt: Instant
      }
    >
  /** Telegram said no. `final` false: it is tried again, not before `retryAt`. personal, where it is final: words, Telegram's own */
  | Event<
      'DeliveryRejected',
      {
        readonly attempt: number
        readonly part: number
        readonly code: number | null
        readonly reason: string
        readonly final: boolean
        readonly retryAt: Instant | null
      }
    >
  /** The answer was lost. `final` false: this kind is repeated, marked. */
  | Event<'DeliveryUncertain', { readonly attempt: number; readonly part: number; readonly final: boolean }>
  | Event<'DeliveryAbandoned', DeliverySubject & { readonly reason: string }>
  /** It came to a bad end, and another delivery does what it was for. */
  | Event<'DeliverySuperseded', { readonly by: DeliveryId }>

/** How far it has come, whatever the phase. */
interface Progress {
  /** Calls so far, over all parts. */
  readonly attempts: number
  /** The part that is to be sent, from 0; parts before it were accepted. */
  readonly part: number
  /** Of the parts that Telegram accepted. */
  readonly messageIds: readonly number[]
  /** The present part may have been sent already: an answer was lost. */
  readonly maybeSent: boolean
}

/** Why a notice is not sent by itself: a digest tells of it. */
export const toldTogether = 'told_together'

export type DeliveryState = Progress &
  (
    | { readonly phase: 'waiting' }
    | { readonly phase: 'attempting' }
    | { readonly phase: 'succeeded'; readonly threadId: number | null; readonly acceptedAt: Instant }
    | { readonly phase: 'rejected'; readonly reason: string; readonly code: number | null }
    | { readonly phase: 'uncertain' }
    | { readonly phase: 'abandoned'; readonly reason: string }
    | { readonly phase: 'superseded'; readonly by: DeliveryId }
  )

export type DeliveryCommand =
  /** The lock: of two senders only one appends it. Its commandId is random per attempt. */
  | {
      readonly type: 'AttemptDelivery'
      readonly subject: DeliverySubject
      readonly part: number
      readonly parts: number
      readonly method: string
      readonly marked: boolean
      readonly threadId: number | null
    }
  | {
      readonly type: 'SucceedDelivery'
      readonly attempt: number
      readonly part: number
      readonly parts: number
      readonly telegramMessageIds: readonly number[]
      readonly threadId: number | null
      readonly acceptedAt: Instant
      readonly personal?: Personal
    }
  | {
      readonly type: 'RejectDelivery'
      readonly attempt: number
      readonly part: number
      readonly code: number | null
      readonly reason: string
      readonly final: boolean
      readonly retryAt: Instant | null
      readonly personal?: Personal
    }
  | {
      readonly type: 'DoubtDelivery'
      readonly attempt: number
      readonly part: number
      readonly final: boolean
    }
  | { readonly type: 'AbandonDelivery'; readonly subject: DeliverySubject; readonly reason: string }
  | { readonly type: 'SupersedeDelivery'; readonly by: DeliveryId }

/** `wrong_part`: another part is next, because meanwhile one was accepted. */
export type DeliveryRefusal = 'in_progress' | 'already_finished' | 'wrong_part'

const initial: DeliveryState = { phase: 'waiting', attempts: 0, part: 0, messageIds: [], maybeSent: false }

/**
 * One sender owns an attempt. Outcomes are facts, never refused: a late success is accepted whatever was recorded
 * since, and a success stays one.
 */
export const deliveryDecider: Decider<DeliveryCommand, DeliveryState, DeliveryEvent, DeliveryRefusal> = {
  initial,

  decide(command, state) {
    switch (command.type) {
      case 'AttemptDelivery': {
        if (state.phase === 'attempting') return refuse('in_progress')
        if (state.phase !== 'waiting') return refuse('already_finished', { phase: state.phase })
        if (command.part !== state.part) return refuse('wrong_part', { part: state.part })
        const { subject, part, parts, method, marked, threadId } = command
        const attempt = state.attempts + 1
        return ok([
          { type: 'DeliveryAttempted', data: { ...subject, attempt, part, parts, method, marked, threadId } }
        ])
      }
      case 'SucceedDelivery': {
        if (state.phase === 'succeeded' || command.part < state.part) return ok([])
        const { type: _, personal, ...data } = command
        return ok([{ type: 'DeliverySucceeded', data, ...(personal && { personal }) }])
      }
      case 'RejectDelivery': {
        if (state.phase !== 'attempting' || state.attempts !== command.attempt) return ok([])
        const { type: _, personal, ...data } = command
        return ok([{ type: 'DeliveryRejected', data, ...(personal && { personal }) }])
      }
      case 'DoubtDelivery': {
        if (state.phase !== 'attempting' || state.attempts !== command.attempt) return ok([])
        const { attempt, part, final } = command
        return ok([{ type: 'DeliveryUncertain', data: { attempt, part, final } }])
      }
      case 'AbandonDelivery':
        if (state.phase === 'attempting') return refuse('in_progress')
        if (state.phase !== 'waiting') return ok([])
        return ok([{ type: 'DeliveryAbandoned', data: { ...command.subject, reason: command.reason } }])
      case 'SupersedeDelivery': {
        const { phase } = state
        const endedBadly = phase === 'rejected' || phase === 'uncertain' || phase === 'abandoned'
        return ok(endedBadly ? [{ type: 'DeliverySuperseded', data: { by: command.by } }] : [])
      }
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    const attempts = Math.max(state.attempts, 'attempt' in event.data ? event.data.attempt : 0)
    const progress = { attempts, part: state.part, messageIds: state.messageIds, maybeSent: state.maybeSent }
    switch (event.type) {
      case 'DeliveryAttempted':
        return { ...progress, phase: 'attempting', part: event.data.part }
      case 'DeliverySucceeded': {
        const { part, parts, telegramMessageIds, threadId, acceptedAt } = event.data
        const messageIds = [...state.messageIds, ...telegramMessageIds]
        const next = { attempts, part: part + 1, messageIds, maybeSent: false }
        return part + 1 < parts
          ? { ...next, phase: 'waiting' }
          : { ...next, phase: 'succeeded', threadId, acceptedAt }
      }
      case 'DeliveryRejected': {
        const { reason, code, final } = event.data
        return final ? { ...progress, phase: 'rejected', reason, code } : { ...progress, phase: 'waiting' }
      }
      case 'DeliveryUncertain':
        return { ...progress, phase: event.data.final ? 'uncertain' : 'waiting', maybeSent: true }
      case 'DeliveryAbandoned':
        return { ...progress, phase: 'abandoned', reason: event.data.reason }
      case 'DeliverySuperseded':
        return { ...progress, phase: 'superseded', by: event.data.by }
      default:
        return unreachable(event)
    }
  }
}

import {
  type BotId,
  type ConversationId,
  type Instant,
  ok,
  type Personal,
  refuse,
  type TicketId,
  unreachable
} from '#kernel'
import type { Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** One customer with one bot. */
export type ConversationEvent =
  /** personal: chat_id, user_id, first_name, last_name, username, language_code */
  | Event<
      'ConversationStarted',
      { readonly conversationId: ConversationId; readonly bot: BotId; readonly language: string | null }
    >
  /** From this message of the private chat on, the ticket is the conversation's current one. */
  | Event<
      'TicketAllotted',
      {
        readonly ticketId: TicketId
        readonly fromMessageId: number
        readonly previousTicketId: TicketId | null
      }
    >
  | Event<
      'GreetingRequested',
      {
        readonly language: string | null
        /** The topic of the private chat that it was asked for in. Absent: none. */
        readonly threadId?: number
      }
    >
  | Event<'CustomerBlockedBot', { readonly at: Instant }>
  | Event<'CustomerUnblockedBot', { readonly at: Instant }>
  /** As of Telegram's time. personal: first_name, last_name, username */
  | Event<'CustomerRenamed', { readonly digest: string; readonly at: Instant }>
  | Event<'CustomerClassified', Classification>

/** What the team holds of a customer, in words that rules can look at. */
export interface Classification {
  readonly tier: string | null
  readonly tags: readonly string[]
}

export interface Allotment {
  readonly ticketId: TicketId
  readonly fromMessageId: number
}

export interface ConversationState {
  readonly started: boolean
  /** As they were made, so rising by message id: what is older than a ticket's last message never makes another. */
  readonly allotments: readonly Allotment[]
  readonly reachable: boolean
  /** When the last news about blocking dates from. */
  readonly reachableSince: Instant
  /** Of the present name, once it is another than the one it started under. */
  readonly renamed: { readonly digest: string; readonly at: Instant } | null
  readonly classified: Classification
}

export type ConversationCommand =
  | {
      readonly type: 'StartConversation'
      readonly conversationId: ConversationId
      readonly bot: BotId
      readonly language: string | null
      readonly customer: Personal
      /** For whoever starts with a message: allotted with the start, both or neither. */
      readonly firstTicket?: Allotment
    }
  | {
      readonly type: 'AllotTicket'
      readonly ticketId: TicketId
      readonly fromMessageId: number
      /** The allotment this decision was made on: another one meanwhile means deciding again. */
      readonly previousTicketId: TicketId | null
    }
  | {
      readonly type: 'RequestGreeting'
      readonly language: string | null
      readonly threadId?: number
      /** What the link that was followed carries. */
      readonly start?: Personal
    }
  | { readonly type: 'RecordReachable'; readonly reachable: boolean; readonly at: Instant }
  | {
      readonly type: 'RenameCustomer'
      readonly digest: string
      /** The digest of the name it started under. */
      readonly startedAs: string
      readonly at: Instant
      readonly name: Personal
    }
  /** What is left out stays. */
  | ({ readonly type: 'ClassifyCustomer' } & Partial<Classification>)

export type ConversationRefusal = 'allotted_meanwhile' | 'unknown_conversation'

const initial: ConversationState = {
  started: false,
  allotments: [],
  reachable: true,
  reachableSince: 0,
  renamed: null,
  classified: { tier: null, tags: [] }
}

/** Telegram counts whole seconds, so within one second nothing is older than another. */
const isBefore = (at: Instant, other: Instant): boolean => Math.floor(at / 1000) < Math.floor(other / 1000)

/** The allotment that a message of the private chat belongs to; an id below all of them belongs to the first. */
export function allotmentOf(
  state: ConversationState,
  telegramMessageId: number
): { readonly allotment: Allotment; readonly current: boolean } | undefined {
  const found =
    state.allotments.findLast(allotment => allotment.fromMessageId <= telegramMessageId) ??
    state.allotments[0]
  return found && { allotment: found, current: found === state.allotments.at(-1) }
}

export const conversationDecider: Decider<
  ConversationCommand,
  ConversationState,
  ConversationEvent,
  ConversationRefusal
> = {
  initial,

  decide(command, state) {
    if (command.type === 'StartConversation') {
      if (state.started) return ok([])
      const { conversationId, bot, language, customer, firstTicket } = command
      const started = {
        type: 'ConversationStarted',
        data: { conversationId, bot, language },
        personal: customer
      } as const
      if (!firstTicket) return ok([started])
      return ok([started, { type: 'TicketAllotted', data: { ...firstTicket, previousTicketId: null } }])
    }
    if (!state.started) return refuse('unknown_conversation')
    switch (command.type) {
      case 'AllotTicket': {
        const { ticketId, fromMessageId, previousTicketId } = command
        const last = state.allotments.at(-1)
        if (state.allotments.some(allotment => allotment.ticketId === ticketId)) return ok([])
        if ((last?.ticketId ?? null) !== previousTicketId) return refuse('allotted_meanwhile')
        return ok([{ type: 'TicketAllotted', data: { ticketId, fromMessageId, previousTicketId } }])
      }
      case 'RequestGreeting': {
        const { language, threadId, start } = command
        const data = { language, ...(threadId !== undefined && { threadId }) }
        return ok([{ type: 'GreetingRequested', data, ...(start && { personal: start }) }])
      }
      case 'RecordReachable': {
        const { reachable, at } = command
        if (reachable === state.reachable || isBefore(at, state.reachableSince)) return ok([])
        return ok([{ type: reachable ? 'CustomerUnblockedBot' : 'CustomerBlockedBot', data: { at } }])
      }
      case 'RenameCustomer': {
        const { digest, startedAs, at, name } = command
        const { renamed } = state
        if (digest === (renamed?.digest ?? startedAs) || (renamed && isBefore(at, renamed.at))) return ok([])
        return ok([{ type: 'CustomerRenamed', data: { digest, at }, personal: name }])
      }
      case 'ClassifyCustomer': {
        const { classified: before } = state
        const { tier = before.tier, tags: given = before.tags } = command
        const tags = [...new Set(given)]
        const same = tier === before.tier && tags.join() === before.tags.join()
        return same ? ok([]) : ok([{ type: 'CustomerClassified', data: { tier, tags } }])
      }
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ConversationStarted':
        return { ...state, started: true }
      case 'TicketAllotted': {
        const { ticketId, fromMessageId } = event.data
        return { ...state, allotments: [...state.allotments, { ticketId, fromMessageId }] }
      }
      case 'CustomerBlockedBot':
        return { ...state, reachable: false, reachableSince: event.data.at }
      case 'CustomerUnblockedBot':
        return { ...state, reachable: true, reachableSince: event.data.at }
      case 'CustomerRenamed':
        return { ...state, renamed: event.data }
      case 'CustomerClassified':
        return { ...state, classified: event.data }
      case 'GreetingRequested':
        return state
      default:
        return unreachable(event)
    }
  }
}

import { type Instant, ok, type Personal, refuse, type TicketId, unreachable } from '#kernel'
import type { Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** What is applied to open tickets: the version of a calendar, or of a policy. */
export interface Corrected {
  readonly kind: 'calendar' | 'sla_policy'
  readonly settingId: string
  readonly version: number
}

/** How far through the open tickets, in the order of their creation. */
export interface RecomputationPlace {
  readonly createdAt: Instant
  readonly ticketId: TicketId
}

/** Both from the start. */
interface Counts {
  readonly looked: number
  readonly changed: number
}

/** Stream `recomputation-{id}`: who applied what to open tickets and why. What came of it is in the tickets' own streams. */
export type RecomputationEvent =
  /** personal: reason, under a key of its own; in `data` it stands only in old events */
  | Event<'RecomputationRequested', Corrected & { readonly reason?: string; readonly at: Instant }>
  | Event<'RecomputationAdvanced', Counts & { readonly after: RecomputationPlace }>
  | Event<'RecomputationFinished', Counts>

export type RecomputationState =
  | { readonly exists: false }
  | (Corrected &
      Counts & {
        readonly exists: true
        readonly requestedAt: Instant
        /** Tickets up to here are done. */
        readonly after: RecomputationPlace | undefined
        readonly finished: boolean
      })

export type RecomputationCommand =
  | ({
      readonly type: 'RequestRecomputation'
      readonly reason: Personal
      readonly now: Instant
    } & Corrected)
  | ({ readonly type: 'AdvanceRecomputation'; readonly after: RecomputationPlace } & Counts)
  | ({ readonly type: 'FinishRecomputation' } & Counts)

export const recomputationDecider: Decider<
  RecomputationCommand,
  RecomputationState,
  RecomputationEvent,
  'unknown_recomputation'
> = {
  initial: { exists: false },

  decide(command, state) {
    switch (command.type) {
      case 'RequestRecomputation': {
        const { type: _, now: at, reason: personal, ...data } = command
        return state.exists
          ? ok([])
          : ok([{ type: 'RecomputationRequested', data: { ...data, at }, personal }])
      }
      case 'AdvanceRecomputation': {
        if (!state.exists) return refuse('unknown_recomputation')
        const { type: _, ...data } = command
        const isOld = state.finished || data.looked <= state.looked
        return isOld ? ok([]) : ok([{ type: 'RecomputationAdvanced', data }])
      }
      case 'FinishRecomputation': {
        if (!state.exists) return refuse('unknown_recomputation')
        const { type: _, ...data } = command
        return state.finished ? ok([]) : ok([{ type: 'RecomputationFinished', data }])
      }
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'RecomputationRequested': {
        const { at: requestedAt, reason: _, ...asked } = event.data
        return {
          exists: true,
          ...asked,
          requestedAt,
          looked: 0,
          changed: 0,
          after: undefined,
          finished: false
        }
      }
      case 'RecomputationAdvanced':
        return state.exists ? { ...state, ...event.data } : state
      case 'RecomputationFinished':
        return state.exists ? { ...state, ...event.data, finished: true } : state
      default:
        return unreachable(event)
    }
  }
}

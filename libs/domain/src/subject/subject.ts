import { type Instant, ok, type Personal, refuse, type SubjectId, unreachable } from '#kernel'
import type { Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** Why a person is forgotten: they asked, their time is over, or something else. */
export const forgettingCodes = ['request', 'retention', 'other'] as const
export type ForgettingCode = (typeof forgettingCodes)[number]

/** What is gone of a person, and what could not be reached. */
export type Reached = {
  /** Answers kept for repeats that held something of the person. */
  readonly rememberedAnswers: number
  /** Topics that no longer have the name, and those that Telegram would not rename. */
  readonly topics: number
  readonly topicsLeft: number
  readonly cards: number
  readonly cardsLeft: number
  /** Messages of the person that stay in the staff groups: nobody can take them back. */
  readonly relaysShown: number
}

export type SubjectEvent =
  | Event<
      'SubjectForgotten',
      {
        readonly subjectId: SubjectId
        /** Who wanted it, as in `meta.actor`. */
        readonly by: string
        readonly code: ForgettingCode
        /** A file number, in the clear. */
        readonly case: string | null
      }
    >
  | Event<'SubjectErased', { readonly reached: Reached }>
  /** personal: reason */
  | Event<'LegalHoldSet', { readonly subjectId: SubjectId; readonly until: Instant }>
  | Event<'LegalHoldLifted', { readonly subjectId: SubjectId }>

export interface SubjectState {
  readonly forgotten: boolean
  readonly erased: boolean
  /** Until when the person may not be forgotten; it ends by itself. Null: no hold, or lifted. */
  readonly heldUntil: Instant | null
}

export type SubjectCommand =
  | {
      readonly type: 'ForgetSubject'
      readonly subjectId: SubjectId
      readonly by: string
      readonly code: ForgettingCode
      readonly case: string | null
      readonly now: Instant
    }
  | { readonly type: 'RecordErased'; readonly reached: Reached }
  | {
      readonly type: 'SetLegalHold'
      readonly subjectId: SubjectId
      readonly until: Instant
      readonly reason: Personal
    }
  | { readonly type: 'LiftLegalHold'; readonly subjectId: SubjectId; readonly now: Instant }

export type SubjectRefusal = 'legal_hold' | 'customer_forgotten'

/** At `until` itself a hold is over. */
export const isHeld = ({ heldUntil }: SubjectState, now: Instant): boolean =>
  heldUntil !== null && now < heldUntil

export const subjectDecider: Decider<SubjectCommand, SubjectState, SubjectEvent, SubjectRefusal> = {
  initial: { forgotten: false, erased: false, heldUntil: null },

  decide(command, state) {
    switch (command.type) {
      case 'ForgetSubject': {
        const { subjectId, by, code, case: file, now } = command
        if (state.forgotten) return ok([])
        if (isHeld(state, now)) return refuse('legal_hold', { until: state.heldUntil })
        return ok([{ type: 'SubjectForgotten', data: { subjectId, by, code, case: file } }])
      }
      case 'RecordErased':
        return !state.forgotten || state.erased
          ? ok([])
          : ok([{ type: 'SubjectErased', data: { reached: command.reached } }])
      case 'SetLegalHold': {
        const { subjectId, until, reason } = command
        if (state.forgotten) return refuse('customer_forgotten')
        return ok([{ type: 'LegalHoldSet', data: { subjectId, until }, personal: reason }])
      }
      case 'LiftLegalHold':
        return isHeld(state, command.now)
          ? ok([{ type: 'LegalHoldLifted', data: { subjectId: command.subjectId } }])
          : ok([])
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'SubjectForgotten':
        return { ...state, forgotten: true }
      case 'SubjectErased':
        return { ...state, erased: true }
      case 'LegalHoldSet':
        return { ...state, heldUntil: event.data.until }
      case 'LegalHoldLifted':
        return { ...state, heldUntil: null }
      default:
        return unreachable(event)
    }
  }
}

import { type AgentId, type Instant, ok, type Personal, refuse, unreachable } from '#kernel'
import type { Decider } from '../decider.js'
import { type AgentProfile, isSameProfile, newProfile, noProfile, type ProfileChange } from './profile.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** `busy`: works on what there is and gets nothing new; `away`: not here. */
export const availabilities = ['available', 'busy', 'away'] as const
export type Availability = (typeof availabilities)[number]

/**
 * `ended`: the time that was named is over; `left_group`: the agent is in no staff group any more; `joined_group`: in one
 * again, and away still.
 */
export type AvailabilityCause = 'request' | 'ended' | 'left_group' | 'joined_group'

export type AgentEvent =
  /** personal, under the agent's own key: user_id, display_name, username */
  | Event<'AgentRegistered', { readonly agentId: AgentId; readonly digest: string }>
  /** personal: user_id, display_name, username */
  | Event<'AgentRenamed', { readonly digest: string }>
  /** personal: reason. Events from before there was an end or a cause have neither. */
  | Event<
      'AvailabilityChanged',
      {
        readonly availability: Availability
        readonly until?: Instant | null
        readonly cause?: AvailabilityCause
        /** By Telegram's clock: when they left the group, or were there again. */
        readonly at?: Instant
      }
    >
  /** Has been away for so long. Told for each time after which a queue takes tickets from who is away. */
  | Event<'AgentAbsent', { readonly since: Instant; readonly afterS: number }>
  | Event<'AgentProfileChanged', AgentProfile>
  /** Taken off the list: may do nothing until put on it again. What was theirs stays. */
  | Event<'AgentRemoved', { readonly agentId: AgentId }>
  | Event<'AgentReinstated', { readonly agentId: AgentId }>

export type AgentState =
  | { readonly exists: false }
  | {
      readonly exists: true
      readonly digest: string
      readonly availability: Availability
      /** When this availability ends by itself; null: never. */
      readonly until: Instant | null
      /** Since when in no staff group any more, as far as Telegram has told; null: in one. */
      readonly leftAt: Instant | null
      /** So long an absence is on record; null: none. */
      readonly absentS: number | null
      readonly profile: AgentProfile
      readonly removed: boolean
      /** How often they left, were removed or had another role: what was given to them before holds no more. */
      readonly turns: number
    }

export type AgentCommand =
  /**
   * Registers at first sight; later records another name. `digest` tells whether the name changed. Who was removed comes
   * back only by `listed`: put on the list by whoever may do that.
   */
  | {
      readonly type: 'SeeAgent'
      readonly how: 'seen' | 'listed'
      readonly agentId: AgentId
      readonly digest: string
      readonly profile: Personal
    }
  | {
      readonly type: 'ChangeAvailability'
      readonly to: Availability
      /** After `now`. */
      readonly until: Instant | null
      readonly cause: 'request'
      readonly now: Instant
      readonly reason?: Personal
    }
  /** In a staff group, or in none any more: whoever has left is away at once, and stays so until they say otherwise. */
  | { readonly type: 'SeeMembership'; readonly isMember: boolean; readonly at: Instant }
  /** Back at work, if what was said to end then still holds. */
  | { readonly type: 'EndAvailability'; readonly until: Instant; readonly now: Instant }
  /** Only where nothing has happened since it was found to be so long. */
  | { readonly type: 'NoteAbsence'; readonly since: Instant; readonly afterS: number }
  | { readonly type: 'ChangeProfile'; readonly change: ProfileChange }
  | { readonly type: 'RemoveAgent'; readonly agentId: AgentId }

export type AgentRefusal = 'unknown_agent' | 'not_an_agent' | 'until_past'

export const agentDecider: Decider<AgentCommand, AgentState, AgentEvent, AgentRefusal> = {
  initial: { exists: false },

  decide(command, state) {
    if (command.type === 'SeeAgent' && !state.exists) {
      const { agentId, digest, profile } = command
      return ok([{ type: 'AgentRegistered', data: { agentId, digest }, personal: profile }])
    }
    if (!state.exists) return refuse('unknown_agent')
    switch (command.type) {
      case 'SeeAgent': {
        const { agentId, digest, profile, how } = command
        if (state.removed && how === 'seen') return refuse('not_an_agent')
        return ok([
          ...(state.removed ? [{ type: 'AgentReinstated' as const, data: { agentId } }] : []),
          ...(state.digest === digest
            ? []
            : [{ type: 'AgentRenamed' as const, data: { digest }, personal: profile }])
        ])
      }
      case 'RemoveAgent':
        return state.removed ? ok([]) : ok([{ type: 'AgentRemoved', data: { agentId: command.agentId } }])
      case 'ChangeAvailability': {
        const { to: availability, cause, now, reason } = command
        // Who is in no staff group is away until they are in one again.
        const isOut = state.leftAt !== null && availability !== 'away'
        if (state.removed || isOut) return refuse('not_an_agent')
        if (command.until !== null && command.until <= now) return refuse('until_past')
        const until = availability === 'available' || state.leftAt !== null ? null : command.until
        if (state.availability === availability && state.until === until && !reason) return ok([])
        const data = { availability, until, cause }
        return ok([{ type: 'AvailabilityChanged', data, ...(reason && { personal: reason }) }])
      }
      case 'SeeMembership': {
        const { isMember, at } = command
        // What was written before they left says nothing, however late it comes.
        const isNews = isMember ? state.leftAt !== null && at >= state.leftAt : state.leftAt === null
        if (state.removed || !isNews) return ok([])
        const cause = isMember ? 'joined_group' : 'left_group'
        return ok([{ type: 'AvailabilityChanged', data: { availability: 'away', until: null, cause, at } }])
      }
      case 'EndAvailability': {
        const isOver = state.until === command.until && command.now >= command.until
        if (!isOver || state.leftAt !== null) return ok([])
        return ok([
          { type: 'AvailabilityChanged', data: { availability: 'available', until: null, cause: 'ended' } }
        ])
      }
      case 'NoteAbsence': {
        const { since, afterS } = command
        const isNews = state.availability === 'away' && afterS > (state.absentS ?? -1)
        return isNews ? ok([{ type: 'AgentAbsent', data: { since, afterS } }]) : ok([])
      }
      case 'ChangeProfile': {
        const profile = newProfile(state.profile, command.change)
        return isSameProfile(profile, state.profile)
          ? ok([])
          : ok([{ type: 'AgentProfileChanged', data: profile }])
      }
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'AgentRegistered': {
        const { digest } = event.data
        return {
          exists: true,
          digest,
          availability: 'available',
          until: null,
          leftAt: null,
          absentS: null,
          profile: noProfile,
          removed: false,
          turns: 0
        }
      }
      case 'AgentRenamed':
        return state.exists ? { ...state, digest: event.data.digest } : state
      case 'AvailabilityChanged': {
        const { availability, until = null, cause, at = 0 } = event.data
        if (!state.exists) return state
        // What is asked for, or ends, says nothing of where somebody is.
        const stays = cause === 'request' || cause === 'ended'
        const leftAt = stays ? state.leftAt : cause === 'left_group' ? at : null
        const absentS = availability === 'away' ? state.absentS : null
        const turns = state.turns + (cause === 'left_group' ? 1 : 0)
        return { ...state, availability, until, leftAt, absentS, turns }
      }
      case 'AgentAbsent':
        return state.exists ? { ...state, absentS: event.data.afterS } : state
      case 'AgentProfileChanged':
        if (!state.exists) return state
        return {
          ...state,
          profile: event.data,
          turns: state.turns + (event.data.role === state.profile.role ? 0 : 1)
        }
      case 'AgentRemoved':
        return state.exists ? { ...state, removed: true, turns: state.turns + 1 } : state
      case 'AgentReinstated':
        return state.exists ? { ...state, removed: false } : state
      default:
        return unreachable(event)
    }
  }
}

import { type AgentId, ok, type Personal, refuse, unreachable } from '#kernel'
import type { Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

export const availabilities = ['available', 'away'] as const
export type Availability = (typeof availabilities)[number]

export type AgentEvent =
  /** personal, under the agent's own key: user_id, display_name, username */
  | Event<'AgentRegistered', { readonly agentId: AgentId; readonly digest: string }>
  /** personal: user_id, display_name, username */
  | Event<'AgentRenamed', { readonly digest: string }>
  | Event<'AvailabilityChanged', { readonly availability: Availability }>
  /** Taken off the list: may do nothing until put on it again. What was theirs stays. */
  | Event<'AgentRemoved', { readonly agentId: AgentId }>
  | Event<'AgentReinstated', { readonly agentId: AgentId }>

export type AgentState =
  | { readonly exists: false }
  | {
      readonly exists: true
      readonly digest: string
      readonly availability: Availability
      readonly removed: boolean
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
  | { readonly type: 'ChangeAvailability'; readonly availability: Availability }
  | { readonly type: 'RemoveAgent'; readonly agentId: AgentId }

export type AgentRefusal = 'unknown_agent' | 'not_an_agent'

export const agentDecider: Decider<AgentCommand, AgentState, AgentEvent, AgentRefusal> = {
  initial: { exists: false },

  decide(command, state) {
    switch (command.type) {
      case 'SeeAgent': {
        const { agentId, digest, profile, how } = command
        if (!state.exists)
          return ok([{ type: 'AgentRegistered', data: { agentId, digest }, personal: profile }])
        if (state.removed && how === 'seen') return refuse('not_an_agent')
        return ok([
          ...(state.removed ? [{ type: 'AgentReinstated' as const, data: { agentId } }] : []),
          ...(state.digest === digest
            ? []
            : [{ type: 'AgentRenamed' as const, data: { digest }, personal: profile }])
        ])
      }
      case 'RemoveAgent':
        if (!state.exists) return refuse('unknown_agent')
        return state.removed ? ok([]) : ok([{ type: 'AgentRemoved', data: { agentId: command.agentId } }])
      case 'ChangeAvailability': {
        if (!state.exists) return refuse('unknown_agent')
        const { availability } = command
        return state.availability === availability
          ? ok([])
          : ok([{ type: 'AvailabilityChanged', data: { availability } }])
      }
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'AgentRegistered':
        return { exists: true, digest: event.data.digest, availability: 'available', removed: false }
      case 'AgentRenamed':
        return state.exists ? { ...state, digest: event.data.digest } : state
      case 'AvailabilityChanged':
        return state.exists ? { ...state, availability: event.data.availability } : state
      case 'AgentRemoved':
        return state.exists ? { ...state, removed: true } : state
      case 'AgentReinstated':
        return state.exists ? { ...state, removed: false } : state
      default:
        return unreachable(event)
    }
  }
}

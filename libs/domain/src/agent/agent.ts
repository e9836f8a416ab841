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

export type AgentState =
  | { readonly exists: false }
  | { readonly exists: true; readonly digest: string; readonly availability: Availability }

export type AgentCommand =
  /** Registers at first sight; later records another name. `digest` tells whether the name changed. */
  | {
      readonly type: 'SeeAgent'
      readonly agentId: AgentId
      readonly digest: string
      readonly profile: Personal
    }
  | { readonly type: 'ChangeAvailability'; readonly availability: Availability }

export const agentDecider: Decider<AgentCommand, AgentState, AgentEvent, 'unknown_agent'> = {
  initial: { exists: false },

  decide(command, state) {
    switch (command.type) {
      case 'SeeAgent': {
        const { agentId, digest, profile } = command
        if (!state.exists)
          return ok([{ type: 'AgentRegistered', data: { agentId, digest }, personal: profile }])
        return state.digest === digest
          ? ok([])
          : ok([{ type: 'AgentRenamed', data: { digest }, personal: profile }])
      }
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
        return { exists: true, digest: event.data.digest, availability: 'available' }
      case 'AgentRenamed':
        return state.exists ? { ...state, digest: event.data.digest } : state
      case 'AvailabilityChanged':
        return state.exists ? { ...state, availability: event.data.availability } : state
      default:
        return unreachable(event)
    }
  }
}

import { type Instant, type Outcome, ok, refuse, unreachable } from '#kernel'
import type { AgentRole } from '../agent/index.js'
import type { Actor } from '../api-key/index.js'
import type { Decided, Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** How somebody signs in: by the link that the bot gave them, or by an API key. */
export type SignInWay = 'code' | 'key'

export type SessionEndedWhy =
  | 'signed_out'
  | 'ended_by_admin'
  | 'expired'
  | 'agent_left'
  | 'agent_retired'
  | 'role_changed'
  | 'key_ended'

/** Somebody at the console. Nothing personal: the principal names them, and the secret of the cookie is in no event. */
export type SessionEvent =
  | Event<
      'SessionBegun',
      {
        readonly principal: Actor
        /** Null: a key's. */
        readonly role: AgentRole | null
        readonly way: SignInWay
        readonly expiresAt: Instant
      }
    >
  /** Nobody was let in: the code or the key was wrong, used or old. */
  | Event<'SignInRefused', { readonly way: SignInWay }>
  | Event<'SessionEnded', { readonly why: SessionEndedWhy }>

export type SessionState = { readonly kind: 'none' | 'open' | 'refused' | 'ended' }

export type SessionCommand =
  | {
      readonly type: 'BeginSession'
      readonly principal: Actor
      readonly role: AgentRole | null
      readonly way: SignInWay
      readonly expiresAt: Instant
    }
  | { readonly type: 'RefuseSignIn'; readonly way: SignInWay }
  | { readonly type: 'EndSession'; readonly why: SessionEndedWhy }

export type SessionRefusal = 'unknown_session' | 'session_exists'

export const sessionDecider: Decider<SessionCommand, SessionState, SessionEvent, SessionRefusal> = {
  initial: { kind: 'none' },

  decide(command, state): Outcome<readonly Decided<SessionEvent>[], SessionRefusal> {
    switch (command.type) {
      case 'BeginSession': {
        const { type: _, ...data } = command
        return state.kind === 'none' ? ok([{ type: 'SessionBegun', data }]) : refuse('session_exists')
      }
      case 'RefuseSignIn':
        return state.kind === 'none'
          ? ok([{ type: 'SignInRefused', data: { way: command.way } }])
          : refuse('session_exists')
      case 'EndSession':
        if (state.kind === 'ended') return ok([])
        if (state.kind !== 'open') return refuse('unknown_session')
        return ok([{ type: 'SessionEnded', data: { why: command.why } }])
      default:
        return unreachable(command)
    }
  },

  evolve(_state, event) {
    switch (event.type) {
      case 'SessionBegun':
        return { kind: 'open' }
      case 'SignInRefused':
        return { kind: 'refused' }
      case 'SessionEnded':
        return { kind: 'ended' }
      default:
        return unreachable(event)
    }
  }
}

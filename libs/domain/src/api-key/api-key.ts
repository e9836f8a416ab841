import { type Instant, type Outcome, ok, refuse, unreachable } from '#kernel'
import type { Decided, Decider } from '../decider.js'
import { type BeyondGrants, type Grants, givenBy, liesWithin } from './grants.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

export type ApiKeyEvent =
  /** `hash`: SHA-256 of the key, hex. Its secret has 256 random bits, so the hash tells nothing. */
  | Event<'ApiKeyIssued', Grants & { readonly name: string | null; readonly hash: string }>
  /** `formerUntil`: so long the key before holds beside it; any older one ends now. */
  | Event<'ApiKeyRotated', { readonly hash: string; readonly formerUntil: Instant }>
  | Event<'ApiKeyRevoked', object>

export type ApiKeyState =
  | { readonly exists: false }
  | {
      readonly exists: true
      readonly name: string | null
      readonly grants: Grants
      readonly hash: string
      readonly former: { readonly hash: string; readonly until: Instant } | null
      readonly revoked: boolean
    }

/** `by`: the grants of whoever asks. A key gives, rotates and revokes only what lies within them. */
export type ApiKeyCommand =
  | {
      readonly type: 'IssueApiKey'
      readonly name: string | null
      readonly asked: Grants
      readonly hash: string
      readonly by: Grants
    }
  | {
      readonly type: 'RotateApiKey'
      readonly hash: string
      readonly overlapMs: number
      readonly by: Grants
      readonly now: Instant
    }
  | { readonly type: 'RevokeApiKey'; readonly by: Grants }

export type ApiKeyRefusal =
  | BeyondGrants
  | 'unknown_api_key'
  | 'api_key_exists'
  | 'api_key_revoked'
  | 'api_key_expired'

export type ApiKeyStanding = 'active' | 'rotating' | 'expired' | 'revoked'

export function keyStandingOf(state: ApiKeyState & { exists: true }, now: Instant): ApiKeyStanding {
  const { expiresAt } = state.grants
  if (state.revoked) return 'revoked'
  if (expiresAt !== null && expiresAt <= now) return 'expired'
  return state.former !== null && state.former.until > now ? 'rotating' : 'active'
}

/** The hashes of the keys that hold now: none, one, or while rotating two. */
export function hashesHeld(state: ApiKeyState, now: Instant): readonly string[] {
  if (!state.exists) return []
  const standing = keyStandingOf(state, now)
  if (standing === 'revoked' || standing === 'expired') return []
  return standing === 'rotating' && state.former ? [state.hash, state.former.hash] : [state.hash]
}

export const apiKeyDecider: Decider<ApiKeyCommand, ApiKeyState, ApiKeyEvent, ApiKeyRefusal> = {
  initial: { exists: false },

  decide(command, state): Outcome<readonly Decided<ApiKeyEvent>[], ApiKeyRefusal> {
    if (command.type === 'IssueApiKey') {
      if (state.exists) return refuse('api_key_exists')
      const given = givenBy(command.by, command.asked)
      if (!given.ok) return given
      return ok([{ type: 'ApiKeyIssued', data: { name: command.name, ...given.value, hash: command.hash } }])
    }
    if (!state.exists) return refuse('unknown_api_key')
    const within = liesWithin(command.by, state.grants)
    if (!within.ok) return within
    switch (command.type) {
      case 'RotateApiKey': {
        const { hash, now, overlapMs } = command
        const standing = keyStandingOf(state, now)
        if (standing === 'revoked') return refuse('api_key_revoked')
        if (standing === 'expired') return refuse('api_key_expired')
        return ok([{ type: 'ApiKeyRotated', data: { hash, formerUntil: now + overlapMs } }])
      }
      case 'RevokeApiKey':
        return state.revoked ? ok([]) : ok([{ type: 'ApiKeyRevoked', data: {} }])
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'ApiKeyIssued': {
        const { name, hash, scopes, queues, cidrs, expiresAt } = event.data
        const grants = { scopes, queues, cidrs, expiresAt }
        return { exists: true, name, grants, hash, former: null, revoked: false }
      }
      case 'ApiKeyRotated': {
        if (!state.exists) return state
        const former = { hash: state.hash, until: event.data.formerUntil }
        return { ...state, hash: event.data.hash, former }
      }
      case 'ApiKeyRevoked':
        return state.exists ? { ...state, revoked: true } : state
      default:
        return unreachable(event)
    }
  }
}

import { type Instant, ok, type Personal, type QueueId, refuse, unreachable } from '#kernel'
import type { Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** What an endpoint asks for. Its address, name, description and secret are personal, under a key of its own. */
export type EndpointTerms = {
  /** With the port: what a breaker goes by. */
  readonly host: string
  readonly events: readonly string[]
  /** Null: all. */
  readonly queues: readonly QueueId[] | null
  readonly payload: 'full' | 'thin'
  readonly personal: boolean
  readonly timeoutS: number
  readonly retryFirstS: number
}

/** Why nothing is sent: the receiver says that it is gone, days of nothing but failures, or who answers for it has ended. */
export type PauseReason = 'gone' | 'failing' | 'owner_ended'

/** A place of the feed: behind this event, and behind so many of what the next one tells. Holds in every copy of the log. */
export type FeedMark = { readonly stream: string; readonly revision: number; readonly told: number }

/** What is asked of the sender once. */
export type EndpointErrand =
  | { readonly kind: 'verification' }
  | { readonly kind: 'test' }
  | {
      readonly kind: 'replay'
      readonly from: Instant | null
      readonly to: Instant | null
      readonly onlyGivenUp: boolean
      /** Where it is not of a time: all that comes after this. */
      readonly after?: FeedMark
    }

export type EndpointEvent =
  /** `owner`: whose grants bound it, as in `meta.actor`. personal: name, description, url, secret */
  | Event<'EndpointRegistered', EndpointTerms & { readonly owner: string }>
  /** personal: name, description, url */
  | Event<'EndpointChanged', EndpointTerms & { readonly owner: string; readonly moved: boolean }>
  /** personal: secret */
  | Event<'EndpointSecretRotated', { readonly formerUntil: Instant }>
  | Event<'EndpointErrandAsked', EndpointErrand>
  | Event<'EndpointVerified', object>
  | Event<'EndpointPaused', { readonly cause: PauseReason }>
  | Event<'EndpointResumed', { readonly owner: string }>
  | Event<'EndpointRemoved', object>
  /** Tried for the last time, or not at all for a reason of its own; it can be replayed. */
  | Event<
      'DeliveryGivenUp',
      {
        readonly delivery: string
        readonly event: string
        readonly attempts: number
        readonly reason?: 'breaks_schema' | 'not_made'
      }
    >

export type EndpointState =
  | { readonly exists: false; readonly removed: boolean }
  | {
      readonly exists: true
      readonly terms: EndpointTerms
      readonly owner: string
      /** How often it was changed: who changes it has seen all that others did. */
      readonly changes: number
      /** Which of its addresses it has now: what was asked or read at another one says nothing of this. */
      readonly address: number
      readonly verified: boolean
      readonly paused: PauseReason | null
      /** So long the secret before signs too. */
      readonly formerUntil: Instant
    }

export type EndpointCommand =
  | {
      readonly type: 'RegisterEndpoint'
      readonly terms: EndpointTerms
      readonly owner: string
      readonly personal: Personal
    }
  | {
      readonly type: 'ChangeEndpoint'
      readonly terms: EndpointTerms
      readonly owner: string
      /** It has another address than before, so it is asked once more whether it wants this. */
      readonly moved: boolean
      /** Those of the endpoint that the rest of the terms is of. */
      readonly changes: number
      readonly personal: Personal
    }
  | {
      readonly type: 'RotateEndpointSecret'
      readonly overlapMs: number
      readonly now: Instant
      readonly personal: Personal
    }
  | { readonly type: 'AskErrand'; readonly errand: EndpointErrand }
  | { readonly type: 'RecordVerified'; readonly address: number }
  /** `address`: what was called there says nothing of another one. */
  | { readonly type: 'PauseEndpoint'; readonly cause: PauseReason; readonly address?: number }
  | { readonly type: 'ResumeEndpoint'; readonly owner: string; readonly changes: number }
  | { readonly type: 'RemoveEndpoint' }
  | {
      readonly type: 'RecordGivenUp'
      readonly delivery: string
      readonly event: string
      readonly attempts: number
      readonly reason?: 'breaks_schema' | 'not_made'
    }

export type EndpointRefusal = 'unknown_endpoint' | 'endpoint_exists' | 'endpoint_changed'

export type EndpointStanding = 'unverified' | 'active' | 'paused'

export function endpointStandingOf({ verified, paused }: EndpointState & { exists: true }): EndpointStanding {
  if (paused !== null) return 'paused'
  return verified ? 'active' : 'unverified'
}

export const endpointDecider: Decider<EndpointCommand, EndpointState, EndpointEvent, EndpointRefusal> = {
  initial: { exists: false, removed: false },

  decide(command, state) {
    if (command.type === 'RegisterEndpoint') {
      if (state.exists || state.removed) return refuse('endpoint_exists')
      const { terms, owner, personal } = command
      return ok([{ type: 'EndpointRegistered', data: { ...terms, owner }, personal }])
    }
    if (!state.exists) return refuse('unknown_endpoint')
    switch (command.type) {
      case 'ChangeEndpoint': {
        if (command.changes !== state.changes) return refuse('endpoint_changed')
        const { terms, owner, moved, personal } = command
        return ok([{ type: 'EndpointChanged', data: { ...terms, owner, moved }, personal }])
      }
      case 'RotateEndpointSecret': {
        const { now, overlapMs, personal } = command
        return ok([{ type: 'EndpointSecretRotated', data: { formerUntil: now + overlapMs }, personal }])
      }
      case 'AskErrand':
        return ok([{ type: 'EndpointErrandAsked', data: command.errand }])
      case 'RecordVerified':
        if (state.verified || command.address !== state.address) return ok([])
        return ok([{ type: 'EndpointVerified', data: {} }])
      case 'PauseEndpoint':
        if (state.paused !== null || (command.address ?? state.address) !== state.address) return ok([])
        return ok([{ type: 'EndpointPaused', data: { cause: command.cause } }])
      case 'ResumeEndpoint':
        if (command.changes !== state.changes) return refuse('endpoint_changed')
        return ok(state.paused === null ? [] : [{ type: 'EndpointResumed', data: { owner: command.owner } }])
      case 'RemoveEndpoint':
        return ok([{ type: 'EndpointRemoved', data: {} }])
      case 'RecordGivenUp': {
        const { type: _, ...data } = command
        return ok([{ type: 'DeliveryGivenUp', data }])
      }
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    if (event.type === 'EndpointRegistered') {
      const { owner, ...terms } = event.data
      const standing = { address: 1, verified: false, paused: null, formerUntil: 0 }
      return { exists: true, terms, owner, changes: 0, ...standing }
    }
    if (!state.exists) return state
    switch (event.type) {
      case 'EndpointChanged': {
        const { owner, moved, ...terms } = event.data
        const changed = { ...state, terms, owner, changes: state.changes + 1 }
        if (!moved) return changed
        // What the address before did says nothing of this one; who answers for it does.
        const paused = state.paused === 'owner_ended' ? state.paused : null
        return { ...changed, address: state.address + 1, verified: false, paused }
      }
      case 'EndpointSecretRotated':
        return { ...state, formerUntil: event.data.formerUntil }
      case 'EndpointVerified':
        return { ...state, verified: true }
      case 'EndpointPaused':
        return { ...state, paused: event.data.cause }
      case 'EndpointResumed':
        return { ...state, paused: null, owner: event.data.owner }
      case 'EndpointRemoved':
        return { exists: false, removed: true }
      case 'EndpointErrandAsked':
      case 'DeliveryGivenUp':
        return state
      default:
        return unreachable(event)
    }
  }
}

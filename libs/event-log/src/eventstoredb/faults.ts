import type { Expected } from '../port.js'

/**
 * What the client's error means. Told by its `type` or gRPC `code`, never by its class: a first call to an unreachable
 * server rejects with a bare gRPC error. What is not known here may have happened.
 */
export type Fault =
  | { readonly kind: 'conflict'; readonly actual: Expected }
  | { readonly kind: 'tooLarge' | 'notLeader' | 'noStream' | 'deletedStream' }
  /** Who we are is not believed. */
  | { readonly kind: 'unauthenticated' }
  /** It is, and we may not. */
  | { readonly kind: 'denied' }
  /** A live subscription could not follow a burst: go on at once after the last event handled. */
  | { readonly kind: 'tooSlow' }
  /** Nothing was sent: another log is there, or none. */
  | { readonly kind: 'notOurs' }
  /** Nothing was sent: there was no connection to send it on. */
  | { readonly kind: 'unreachable' }
  /** The connection broke, or the server is leaving. */
  | { readonly kind: 'away' }
  /** Timeouts, "busy", everything else. */
  | { readonly kind: 'unclear' }

const aborted = 10
const internal = 13
const permissionDenied = 7
const unauthenticated = 16
const unavailable = 14
const neverConnected =
  /No connection established|Failed to discover after|Name resolution failed|ECONNREFUSED|ENOTFOUND|EAI_AGAIN/

export function faultOf(error: unknown): Fault {
  const type = field(error, 'type')
  const code = field(error, 'code')
  const message = messageOf(error)
  switch (type) {
    case 'wrong-expected-version': {
      const actual = field(error, 'actualVersion')
      return { kind: 'conflict', actual: typeof actual === 'bigint' ? Number(actual) : 'none' }
    }
    case 'maximum-append-size-exceeded':
      return { kind: 'tooLarge' }
    case 'access-denied':
      return { kind: isUnauthenticated(error) ? 'unauthenticated' : 'denied' }
    case 'not-leader':
      return { kind: 'notLeader' }
    case 'stream-not-found':
      return { kind: 'noStream' }
    case 'stream-deleted':
      return { kind: 'deletedStream' }
  }
  if (code === permissionDenied) return { kind: 'denied' }
  if (neverConnected.test(message)) return { kind: 'unreachable' }
  if (type === 'unavailable' || type === 'cancelled' || code === unavailable || code === internal)
    return { kind: 'away' }
  if ((type === 'timeout' || code === aborted) && /too slow/i.test(message)) return { kind: 'tooSlow' }
  return { kind: 'unclear' }
}

/** Worth a new connection: the present one is broken or never was. */
export const isDisconnected = ({ kind }: Fault): boolean => kind === 'unreachable' || kind === 'away'

/** The client calls both by one name; the error that gRPC gave it is told apart by its code. */
const isUnauthenticated = (error: unknown): boolean => field(field(error, '_raw'), 'code') === unauthenticated

/** Trying again changes nothing. */
export const isRefusal = ({ kind }: Fault): boolean => kind === 'denied' || kind === 'unauthenticated'

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const field = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined

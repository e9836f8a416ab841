import type { Metadata } from '@grpc/grpc-js'

/**
 * What a test may do to the stand-in. The numbers are those of a real server: a raced append fails after 3 s there,
 * a live subscription may be 32 events behind, an append has 1 MiB at most. Tests shorten the time.
 */
export interface Conditions {
  /** Every call is swallowed: nothing is answered, nothing more is sent, as by a frozen server. */
  silent: boolean
  /** Subscriptions are sent nothing more; everything else works. */
  mutedSubscriptions: boolean
  /** So many of the next appends are refused as busy, before anything is written. */
  busyAppends: number
  /** So many of the next appends are refused: another node leads. */
  notLeaderAppends: number
  /** Where the leader is said to be; this server itself unless told. */
  leader: { readonly host: string; readonly port: number } | undefined
  /** So many of the next appends are stored, and their answer is lost with the connection. */
  lostAnswers: number
  /** So long does a write wait to be replicated; a repeat of it in that time is dropped without an answer. */
  replicationMs: number
  /** The server's clock minus the true one. */
  clockSkewMs: number
  /** An append raced against itself fails after so long, although the event is stored. */
  racedAppendMs: number
  /** Refuses to let anybody read `$all`. */
  allDenied: boolean
  /** Refuses to let anybody write. */
  writingDenied: boolean
  /** Who may call, by name, and with which password; everybody unless told. Without TLS the client gives neither. */
  users: { readonly [name: string]: string } | undefined
  /** Refuses to let anybody read streams whose names begin so. */
  readingDenied: string | undefined
  /** What the server says of its version. */
  version: string
  /** Events a live subscription may be behind before it is dropped. */
  liveBuffer: number
  /** Bytes of one append. */
  maxAppendBytes: number
}

/** Whether the call says who it comes from, where that is asked for. */
export function isKnown({ users }: Conditions, metadata: Metadata): boolean {
  if (!users) return true
  const [given] = metadata.get('authorization')
  const [, encoded = ''] = /^Basic (.+)$/.exec(String(given)) ?? []
  const [name = '', password = ''] = Buffer.from(encoded, 'base64').toString().split(':')
  return Object.hasOwn(users, name) && users[name] === password
}

export const ordinary = (): Conditions => ({
  silent: false,
  mutedSubscriptions: false,
  busyAppends: 0,
  notLeaderAppends: 0,
  leader: undefined,
  lostAnswers: 0,
  replicationMs: 0,
  clockSkewMs: 0,
  racedAppendMs: 3000,
  allDenied: false,
  writingDenied: false,
  users: undefined,
  readingDenied: undefined,
  version: '23.10.8',
  liveBuffer: 32,
  maxAppendBytes: 1_048_576
})

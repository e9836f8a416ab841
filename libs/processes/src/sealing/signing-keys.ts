import {
  parseNote,
  parseVkey,
  type SigningPair,
  signersOf,
  type VerifierKey,
  verifierKeysOf,
  vkeyOf
} from '#audit'
import { auditStreams } from '#domain'
import type { EventLog, RawLog, RecordedEvent } from '#event-log'
import type { Instant } from '#kernel'
import type { SealedCheckpoint } from './checkpoints.js'
import { appendAfter, tailOf } from './streams.js'

/** The file of the signing keys. Each throws, saying why, where it can't be read. */
export interface SealingKeys {
  /** Those that sign now, the newest first. */
  signing(): readonly SigningPair[]
  /** Every pair there ever was, the newest first. */
  all(): readonly SigningPair[]
}

/**
 * Why nothing may be signed with this file: it can't be read, or it is another one than that of this origin, or an older
 * one. What it signed would be trusted by nobody who has the keys from before.
 */
export function whyNotTheseKeys(
  keys: SealingKeys,
  origin: string,
  last: SealedCheckpoint | undefined,
  changed: RecordedEvent | undefined
): string | undefined {
  let held: VerifierKey[]
  try {
    held = verifiersOf(origin, keys.all())
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  if (last && signersOf(parseNote(last.note), held).kind !== 'signed')
    return 'the key file is not the one that has signed the last checkpoint: put it back from its backup'
  const [begun] = keysIn(changed, 'to')
  if (begun?.name === origin && !held.some(({ publicKey }) => publicKey.equals(begun.publicKey)))
    return 'the key file lacks the pair that the log says was begun last: bring the newest one'
  return undefined
}

/** Says in the log what the key file holds: also of a rotation that was killed before it could. */
export async function tellKeyChanges(
  { log, rawLog }: { readonly log: EventLog; readonly rawLog: RawLog },
  origin: string,
  newestFirst: readonly SigningPair[],
  by: string,
  now: Instant
): Promise<void> {
  const told: Buffer[] = []
  for await (const event of rawLog.readStream(auditStreams.keys))
    told.push(...keysIn(event, 'to').map(({ publicKey }) => publicKey))
  const pairs = newestFirst.toReversed()
  for (const [n, pair] of pairs.entries()) {
    const before = pairs[n - 1]
    const to = verifierKeysOf(origin, pair)
    if (!before || told.some(key => key.equals(to[0].publicKey))) continue
    const data = { from: verifierKeysOf(origin, before).map(vkeyOf), to: to.map(vkeyOf) }
    const last = await tailOf(rawLog, auditStreams.keys)
    await appendAfter(log, auditStreams.keys, last, { type: 'AuditKeyChanged', data }, by, now)
  }
}

const verifiersOf = (origin: string, pairs: readonly SigningPair[]): VerifierKey[] =>
  pairs.flatMap(pair => verifierKeysOf(origin, pair))

function keysIn(event: RecordedEvent | undefined, name: 'from' | 'to'): VerifierKey[] {
  const keys = event?.data[name]
  return Array.isArray(keys) ? keys.map(String).map(parseVkey) : []
}

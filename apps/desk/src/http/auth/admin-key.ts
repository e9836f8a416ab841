import { timingSafeEqual } from 'node:crypto'
import type { DeskState } from '#desk-state'
import { hashOf, newKey, newKeyId } from './new-key.js'

const fact = 'api-key'

export interface AdminKey {
  /** Set only where it was made just now: to be printed once. */
  readonly fresh: string | undefined
  /** In constant time. */
  matches(hash: Buffer): boolean
}

/** The setting from this start on, else the one that was made at the first start. Only its hash is kept. */
export async function openAdminKey(state: DeskState, setting: string | null): Promise<AdminKey> {
  if (setting !== null) {
    const held = hashOf(setting)
    await state.setFact(fact, { sha256: held.toString('hex') })
    return { fresh: undefined, matches: hash => timingSafeEqual(held, hash) }
  }
  const candidate = newKey(newKeyId())
  const sha256 = hashOf(candidate).toString('hex')
  const holds = String((await state.setFactOnce(fact, { sha256 }))['sha256'])
  const held = Buffer.from(holds, 'hex')
  return { fresh: holds === sha256 ? candidate : undefined, matches: hash => timingSafeEqual(held, hash) }
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { DeskState } from '#desk-state'

const fact = 'api-key'
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest()

export interface ApiKey {
  /** Set only where it was made just now: to be printed once, it is kept as a hash. */
  readonly fresh: string | undefined
  /** In constant time. */
  matches(key: string): boolean
}

/** 256 random bits need no slow hash. The prefix lets a scanner recognise a leaked key. */
export const newApiKey = (): string => `desk_${randomBytes(32).toString('base64url')}`

/** The admin key: the setting from this start on, else the one that was made at the first start. */
export async function readApiKey(state: DeskState, setting: string | null): Promise<ApiKey> {
  if (setting !== null) {
    await state.setFact(fact, { sha256: hashOf(setting).toString('hex') })
    return verifier(hashOf(setting), undefined)
  }
  const candidate = newApiKey()
  const sha256 = hashOf(candidate).toString('hex')
  const holds = await state.setFactOnce(fact, { sha256 })
  return verifier(
    Buffer.from(String(holds['sha256']), 'hex'),
    holds['sha256'] === sha256 ? candidate : undefined
  )
}

const verifier = (expected: Buffer, fresh: string | undefined): ApiKey => ({
  fresh,
  matches: key => timingSafeEqual(hashOf(key), expected)
})

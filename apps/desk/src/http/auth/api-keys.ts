import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { DeskState } from '#desk-state'
import type { Principal } from '#domain'

const admin: Principal = { kind: 'key', id: 'key_admin', scopes: ['admin'], queues: null }
const adminFact = 'api-key'
const othersFact = 'api-keys'
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest()

/** 256 random bits need no slow hash. The prefix lets a scanner recognise a leaked key. */
const newKey = (): string => `desk_${randomBytes(32).toString('base64url')}`

/** The keys of the REST API; only hashes are kept. */
export interface ApiKeys {
  /** Set only where the first key was made just now: to be printed once. */
  readonly fresh: string | undefined
  /** In constant time per key. */
  principalOf(key: string): Promise<Principal | undefined>
  /** One more key; the answer is the only time it is seen. */
  add(): Promise<string>
}

/** The admin key is the setting from this start on, else the one that was made at the first start. */
export async function openApiKeys(state: DeskState, setting: string | null): Promise<ApiKeys> {
  const candidate = newKey()
  const hashes: Buffer[] = []
  let fresh: string | undefined
  if (setting !== null) {
    await state.setFact(adminFact, { sha256: hashOf(setting).toString('hex') })
    hashes.push(hashOf(setting))
  } else {
    const sha256 = hashOf(candidate).toString('hex')
    const holds = String((await state.setFactOnce(adminFact, { sha256 }))['sha256'])
    if (holds === sha256) fresh = candidate
    hashes.push(Buffer.from(holds, 'hex'))
  }
  for (const kept of await others(state)) hashes.push(Buffer.from(kept, 'hex'))
  return {
    fresh,
    async principalOf(key) {
      const given = hashOf(key)
      return hashes.filter(hash => timingSafeEqual(hash, given)).length > 0 ? admin : undefined
    },
    async add() {
      const key = newKey()
      await state.setFact(othersFact, { sha256: [...(await others(state)), hashOf(key).toString('hex')] })
      hashes.push(hashOf(key))
      return key
    }
  }
}

async function others(state: DeskState): Promise<string[]> {
  const kept = (await state.fact(othersFact))?.['sha256']
  return Array.isArray(kept) ? kept.filter(hash => typeof hash === 'string') : []
}

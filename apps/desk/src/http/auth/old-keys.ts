import { timingSafeEqual } from 'node:crypto'
import type { StreamRunner } from '#application'
import type { DeskState } from '#desk-state'
import { apiKeyDecider, apiKeyStream, type Grants } from '#domain'
import { type ApiKeyId, commandIdFor } from '#kernel'
import type { KeyRegister } from './key-register.js'

const fact = 'api-keys'
const everything: Grants = { scopes: ['admin'], queues: null, cidrs: null, expiresAt: null }

const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)

export interface OldKeys {
  /** Of a key that does not show its id. In constant time per key. */
  idOf(hash: Buffer): ApiKeyId | undefined
}

export const noOldKeys: OldKeys = { idOf: () => undefined }

/**
 * The keys that were made before keys had ids: the desk state holds their hashes. Each becomes an admin key of the log, once,
 * however often and by how many processes this is done; what was revoked since stays revoked.
 */
export async function takeOldKeysOver(options: {
  readonly state: DeskState
  readonly runner: StreamRunner
  readonly register: KeyRegister
}): Promise<OldKeys> {
  const { state, runner, register } = options
  const kept = (await state.fact(fact))?.['sha256']
  const hashes = Array.isArray(kept) ? kept.filter(isHash) : []
  const known = hashes.map(hash => ({ hash: Buffer.from(hash, 'hex'), id: hash.slice(0, 8) as ApiKeyId }))
  for (const { hash, id } of known) {
    await register.add(id)
    const cause = `api key taken over ${hash.toString('hex')}`
    const context = {
      commandId: commandIdFor(cause),
      causationId: cause,
      correlationId: cause,
      actor: 'process:upgrade' as const
    }
    const issue = {
      type: 'IssueApiKey' as const,
      name: null,
      asked: everything,
      hash: hash.toString('hex'),
      by: everything
    }
    const done = await runner.run(apiKeyDecider, apiKeyStream(id), issue, context)
    if (!done.ok) throw new Error(`the API key ${id} could not be taken over: ${done.reason}`)
  }
  return { idOf: hash => known.find(one => timingSafeEqual(one.hash, hash))?.id }
}

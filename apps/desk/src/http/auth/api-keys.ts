import { timingSafeEqual } from 'node:crypto'
import type { StreamRunner } from '#application'
import type { DeskState } from '#desk-state'
import {
  type ApiKeyState,
  apiKeyDecider,
  apiKeyStream,
  hashesHeld,
  keyStandingOf,
  type Principal
} from '#domain'
import { type ApiKeyId, apiKeyIdIn, apiKeyIdText, type Clock } from '#kernel'
import type { Logger } from '#observability'
import { openAdminKey } from './admin-key.js'
import { KeyRegister } from './key-register.js'
import { hashOf, idInKey } from './new-key.js'
import { noOldKeys, takeOldKeysOver } from './old-keys.js'

/** How old what is known of a key may be: what another process revokes is refused here after this at the latest. */
const freshMs = 1000
/** Keys, and ids that are none, held at once. */
const maxHeld = 10_000

/** The keys of the REST API. */
export interface ApiKeys {
  /** The admin key, where it was made just now: to be printed once. */
  readonly fresh: string | undefined
  readonly register: KeyRegister
  /**
   * Whose key this is; undefined: nobody's, or it does not hold any more. The log is asked at most once a second for each
   * key, never later: an answer is at most a second old. @throws Unavailable where the log can't be read
   */
  principalOf(presented: string): Promise<Principal | undefined>
  /** The same by what is kept of a key: its id and its hash. */
  holderOf(id: string, hash: Buffer): Promise<Principal | undefined>
  /** Whether a key that was presented before is one still. */
  stands(id: string): Promise<boolean>
  /** What is known of it is read anew: after a change in this process. */
  changed(id: ApiKeyId): void
}

const admin: Principal = {
  kind: 'key',
  id: 'key_admin',
  scopes: ['admin'],
  queues: null,
  cidrs: null,
  expiresAt: null
}

interface Held {
  readonly readAt: number
  readonly state: Promise<ApiKeyState>
}

export async function openApiKeys(options: {
  readonly state: DeskState
  readonly runner: StreamRunner
  readonly clock: Clock
  readonly logger: Logger
  /** `DESK_API_KEY` */
  readonly setting: string | null
  /** False: the log takes nothing, so what is not in it yet stays unknown. */
  readonly takeOver?: boolean
}): Promise<ApiKeys> {
  const { state, runner, clock, logger, setting, takeOver = true } = options
  const register = new KeyRegister(state, clock, logger)
  const adminKey = await openAdminKey(state, setting)
  const oldKeys = takeOver ? await takeOldKeysOver({ state, runner, register }) : noOldKeys
  const held = new Map<ApiKeyId, Held>()

  function stateOf(id: ApiKeyId): Promise<ApiKeyState> {
    const known = held.get(id)
    const readAt = clock.monotonic()
    if (known && readAt - known.readAt < freshMs) return known.state
    const read = runner.load(apiKeyDecider, apiKeyStream(id)).then(loaded => loaded.state)
    if (held.size >= maxHeld) held.clear()
    held.set(id, { readAt, state: read })
    read.catch(() => held.delete(id))
    return read
  }

  async function principalBy(id: ApiKeyId, hash: Buffer): Promise<Principal | undefined> {
    const key = await stateOf(id)
    const hashes = hashesHeld(key, clock.now()).map(text => Buffer.from(text, 'hex'))
    const matching = hashes.filter(one => timingSafeEqual(one, hash))
    if (!key.exists || matching.length === 0) return undefined
    register.used(id)
    return { kind: 'key', id: apiKeyIdText(id), ...key.grants }
  }

  return {
    fresh: adminKey.fresh,
    register,
    changed: id => void held.delete(id),
    async principalOf(presented) {
      const hash = hashOf(presented)
      if (adminKey.matches(hash)) return admin
      const id = idInKey(presented) ?? oldKeys.idOf(hash)
      return id === undefined ? undefined : principalBy(id, hash)
    },
    async stands(text) {
      const id = apiKeyIdIn(text)
      if (id === undefined) return true
      const key = await stateOf(id)
      const standing = key.exists ? keyStandingOf(key, clock.now()) : 'revoked'
      return standing !== 'revoked' && standing !== 'expired'
    },
    async holderOf(text, hash) {
      if (text === admin.id) return adminKey.matches(hash) ? admin : undefined
      const id = apiKeyIdIn(text)
      return id === undefined ? undefined : principalBy(id, hash)
    }
  }
}

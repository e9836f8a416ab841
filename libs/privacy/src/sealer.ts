import type { Clock } from '#kernel'
import { openWithKey, sealWith, secretOfEvent } from './envelope.js'
import { KeyCache } from './key-cache.js'
import { KeyGone, type Sealer, type Vault } from './port.js'

export interface SealerOptions {
  readonly clock: Clock
  /** How long a key may be used after the vault was asked, in milliseconds. */
  readonly cacheMs: number
}

export interface CachingSealer extends Sealer, Pick<Vault, 'keyOf'> {
  /**
   * Loads (and makes, where missing) an inbox key ahead. It is kept until its day is over,
   * so that sealing under it needs no vault. @throws KeyGone when it was destroyed
   */
  prepare(inboxKeyName: string): Promise<void>
  /** Drops a key from memory at once: call it after `forget` and for the names `destroyInboxKeysBefore` answers. */
  evict(subjectId: string): void
}

/** Seals and opens with the vault's keys. A key destroyed by another process is used for `cacheMs` at most. */
export function createSealer(vault: Vault, { clock, cacheMs }: SealerOptions): CachingSealer {
  const keys = new KeyCache(vault, clock, cacheMs)
  return {
    keyOf: subject => keys.find(subject),
    evict: subjectId => keys.evict(subjectId),
    async prepare(name) {
      if (!(await keys.findOrMake(name))) throw new KeyGone(`the key ${name} was destroyed`)
    },
    async seal(at, value) {
      const key = await keys.findOrMake(at.subjectId)
      if (!key) throw new KeyGone(`there is no key for ${at.subjectId}`)
      return sealWith(secretOfEvent(key, at), at, value)
    },
    async open(at, sealed) {
      const key = await keys.find(at.subjectId)
      return key && openWithKey(key, at, sealed)
    },
    async secretOf(at) {
      const key = await keys.find(at.subjectId)
      return key && secretOfEvent(key, at)
    }
  }
}

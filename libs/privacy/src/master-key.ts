import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { decrypt, encrypt } from './gcm.js'
import { type DataKey, WrongMasterKey } from './port.js'

/** What the master key is used for. Each use has a key of its own, derived by HKDF-SHA256 under another label. */
export interface MasterKey {
  /** Tells whether a vault was made with this key; says nothing else about it. */
  readonly check: Buffer
  /** The only form in which a Telegram user id reaches a store. */
  linkOf(telegramUserId: number): Buffer
  /** `name` is what the key belongs to; a wrapped key opens under no other name. */
  wrap(name: string, key: DataKey): Buffer
  /** @throws WrongMasterKey when it was wrapped under another master key or name, or changed */
  unwrap(name: string, wrapped: Buffer): DataKey
}

/** @throws RangeError unless `secret` has 32 bytes */
export function masterKeyFrom(secret: Uint8Array): MasterKey {
  if (secret.length !== 32) throw new RangeError('the master key must have 32 bytes')
  const derive = (label: string) =>
    Buffer.from(hkdfSync('sha256', secret, '', `topicdesk vault ${label}`, 32))
  const linking = derive('link')
  const wrapping = derive('wrap')
  return {
    check: derive('check'),
    linkOf: userId => createHmac('sha256', linking).update(`telegram-user\n${userId}`).digest(),
    wrap: (name, key) => encrypt(wrapping, key, ['wrapped key', name]),
    unwrap: (name, wrapped) => {
      try {
        return decrypt(wrapping, wrapped, ['wrapped key', name])
      } catch {
        throw new WrongMasterKey(`the key of ${name} does not open with this master key`)
      }
    }
  }
}

export const newDataKey = (): DataKey => randomBytes(32)

export const sameCheck = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && timingSafeEqual(one, other)

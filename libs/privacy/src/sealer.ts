import { promisify } from 'node:util'
import { deflateRaw, deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib'
import { type Clock, isJsonObject, type JsonObject, type Sealed } from '#kernel'
import { decrypt, encrypt } from './gcm.js'
import { KeyCache } from './key-cache.js'
import { type Coordinates, KeyGone, type Sealer, type Vault } from './port.js'

/** First byte of a blob: the version, and whether the body was deflated before it was sealed. */
const version = 1
const deflated = 0x80
const worthDeflating = 1024
/** Above this, compressing leaves the event loop alone. */
const heavy = 32 * 1024

const inBackground = { deflate: promisify(deflateRaw), inflate: promisify(inflateRaw) }

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
      const body = Buffer.from(JSON.stringify(value), 'utf8')
      const isDeflated = body.length > worthDeflating
      const head = isDeflated ? version | deflated : version
      const clear = isDeflated ? await deflate(body) : body
      const sealed = encrypt(key, clear, bound(head, at))
      return Buffer.concat([Buffer.of(head), sealed]).toString('base64url') as Sealed
    },
    async open(at, sealed): Promise<JsonObject | undefined> {
      const key = await keys.find(at.subjectId)
      if (!key) return undefined
      const blob = Buffer.from(sealed, 'base64url')
      const head = blob[0]
      if (head === undefined || (head & ~deflated) !== version) throw damaged(at, 'is of an unknown version')
      const clear = clearText(key, blob.subarray(1), bound(head, at), at)
      const value: unknown = JSON.parse((head & deflated ? await inflate(clear) : clear).toString('utf8'))
      if (!isJsonObject(value)) throw damaged(at, 'holds no object')
      return value
    }
  }
}

const bound = (head: number, at: Coordinates) => [String(head), at.stream, at.eventId, at.type]

const deflate = (body: Buffer) => (body.length > heavy ? inBackground.deflate(body) : deflateRawSync(body))
const inflate = (body: Buffer) =>
  body.length > heavy / 4 ? inBackground.inflate(body) : inflateRawSync(body)

function clearText(key: Buffer, sealed: Buffer, boundTo: readonly string[], at: Coordinates): Buffer {
  try {
    return decrypt(key, sealed, boundTo)
  } catch {
    throw damaged(at, 'was changed or moved')
  }
}

const damaged = (at: Coordinates, what: string) => new Error(`the sealed data of event ${at.eventId} ${what}`)

import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto'
import type { DataKey } from './port.js'

const nonceBytes = 12
const tagBytes = 16

/** Each part preceded by its length, so that no two lists of parts give the same bytes. */
export function lengthPrefixed(parts: readonly string[]): Buffer {
  const lengths = parts.map(part => Buffer.byteLength(part))
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0))
  let at = 0
  for (const [i, part] of parts.entries()) {
    at = bytes.writeUInt32BE(lengths[i] ?? 0, at)
    at += bytes.write(part, at)
  }
  return bytes
}

/** Random bytes are fetched for many nonces at once: a call of the system for each is 5 % of what an update costs. */
const ahead = Buffer.alloc(nonceBytes * 256)
let used = ahead.length

/** Each is given out once, as a copy. */
function newNonce(): Buffer {
  if (used === ahead.length) {
    randomFillSync(ahead)
    used = 0
  }
  used += nonceBytes
  return Buffer.from(ahead.subarray(used - nonceBytes, used))
}

/** AES-256-GCM: random nonce, cipher text, tag. `bound` must be the same when it is opened. */
export function encrypt(key: DataKey, clear: Buffer, bound: readonly string[]): Buffer {
  const nonce = newNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(lengthPrefixed(bound))
  return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()])
}

/** @throws Error when the bytes, the key or what they are bound to differ in anything */
export function decrypt(key: DataKey, sealed: Buffer, bound: readonly string[]): Buffer {
  if (sealed.length < nonceBytes + tagBytes) throw new Error('too short to be a cipher text')
  const tagAt = sealed.length - tagBytes
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes
  })
  decipher.setAAD(lengthPrefixed(bound))
  decipher.setAuthTag(sealed.subarray(tagAt))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, tagAt)), decipher.final()])
}

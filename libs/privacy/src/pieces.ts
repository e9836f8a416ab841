import { createHash, hkdfSync } from 'node:crypto'
import { decrypt, encrypt } from './gcm.js'

/**
 * Seals a file in pieces. Whoever has its secret finds and opens them; it lies sealed with what is about the person, so that
 * whoever destroys that key leaves nothing to be read.
 */
export interface Pieces {
  /** Under which they lie; says nothing of the secret. */
  readonly place: string
  seal(bytes: Uint8Array, index: number): Buffer
  /** @throws Error when it was sealed by another secret, or as another piece */
  open(sealed: Uint8Array, index: number): Buffer
}

/** `secret`: of one file and no other, 16 random bytes or more. */
export function piecesOf(secret: string): Pieces {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'pieces of a file', 32))
  return {
    place: createHash('sha256').update(`place of ${secret}`).digest('hex'),
    seal: (bytes, index) => encrypt(key, asBuffer(bytes), [String(index)]),
    open: (sealed, index) => decrypt(key, asBuffer(sealed), [String(index)])
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

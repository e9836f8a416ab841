import { decrypt, encrypt } from './gcm.js'

/** Seals texts that are kept for a while outside the log; `bound`: where one lies, so that it opens nowhere else. */
export interface Box {
  seal(text: string, bound: string): string
  /** @throws Error when it was sealed by another key, or lies elsewhere */
  open(sealed: string, bound: string): string
}

/** `key`: 32 bytes, for nothing else. */
export function createBox(key: Uint8Array): Box {
  const dataKey = Buffer.from(key)
  return {
    seal: (text, bound) => encrypt(dataKey, Buffer.from(text, 'utf8'), [bound]).toString('base64url'),
    open: (sealed, bound) => decrypt(dataKey, Buffer.from(sealed, 'base64url'), [bound]).toString('utf8')
  }
}

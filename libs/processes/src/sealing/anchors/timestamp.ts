import { hash } from 'node:crypto'
import type { Anchor, Fetch } from './anchor.js'

/** RFC 3161, by hand: version 1, SHA-256 and the digest, no nonce, the certificate asked for; 59 bytes. */
export const timestampRequest = (digest: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from('30390201013031300d060960864801650304020105000420', 'hex'),
    digest,
    Buffer.from('0101ff', 'hex')
  ])

/** PKIStatusInfo, the first thing in an answer: granted (0), or granted with changes (1). */
export function isGranted(answer: Buffer): boolean {
  const inner = contentAt(answer, 0)
  const status = inner === undefined ? undefined : contentAt(answer, inner)
  if (status === undefined || answer[status] !== 0x02 || answer[status + 1] !== 1) return false
  const value = answer[status + 2]
  return value === 0 || value === 1
}

/** Where the content of the SEQUENCE at this place begins. */
function contentAt(der: Buffer, at: number): number | undefined {
  if (der[at] !== 0x30) return undefined
  const length = der[at + 1] ?? 0
  return at + 2 + (length > 0x80 ? length - 0x80 : 0)
}

/** A time stamp authority has the hash of the signed text. Its answer, which must hold this, is kept unread: `openssl ts -verify` reads it. */
export function timestampAnchor(url: string, where: string, fetch: Fetch): Anchor {
  return {
    kind: 'rfc3161',
    where,
    async offer({ text }) {
      const digest = hash('sha256', text, 'buffer')
      const { status, body } = await fetch(url, {
        type: 'application/timestamp-query',
        body: timestampRequest(digest)
      })
      if (status !== 200 || !isGranted(body))
        throw new Error(`the authority answered ${status} without a stamp`)
      if (!body.includes(digest)) throw new Error('the authority has stamped something else')
      return { kind: 'done', answer: body }
    }
  }
}

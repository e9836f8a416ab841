import { createHmac, hash } from 'node:crypto'
import { canonicalJson, type JsonObject } from '#kernel'
import { sha256 } from './sha256.js'

/** An event exactly as it is stored. */
export interface Recordable {
  readonly id: string
  readonly type: string
  readonly stream: string
  readonly revision: number
  readonly recordedAt: number
  readonly data: JsonObject
  readonly personal?: string
  readonly meta: object
}

/** What HMAC hashes before a short text, and before the hash of that: the same for every event. */
interface Pads {
  readonly inner: Buffer
  readonly outer: Buffer
}

const block = 64
const longestId = 256
/** By the key as it is given: one key salts a whole log. */
const padsOf = new WeakMap<Uint8Array, Pads>()

function padsFor(saltKey: Uint8Array): Pads {
  const held = padsOf.get(saltKey)
  if (held) return held
  const pads = { inner: Buffer.alloc(block + longestId, 0x36), outer: Buffer.alloc(block + 32, 0x5c) }
  for (const [i, byte] of saltKey.entries()) {
    pads.inner[i] = byte ^ 0x36
    pads.outer[i] = byte ^ 0x5c
  }
  padsOf.set(saltKey, pads)
  return pads
}

/**
 * 16 bytes in hex: without them nobody can guess a record from its entry. HMAC-SHA-256 by hand (RFC 2104), because an
 * object for each event costs twice as much.
 */
export function saltOf(saltKey: Uint8Array, eventId: string): string {
  if (saltKey.length > block || eventId.length * 3 > longestId)
    return createHmac('sha256', saltKey).update(eventId, 'utf8').digest('hex').slice(0, 32)
  const { inner, outer } = padsFor(saltKey)
  const length = inner.write(eventId, block)
  outer.write(hash('sha256', inner.subarray(0, block + length), 'latin1'), block, 'latin1')
  return hash('sha256', outer, 'hex').slice(0, 32)
}

/**
 * What is proven of an event: RFC 8785 JSON, the members in their order. Holds no position, so that a copied log keeps
 * its root, and of what is personal only the hash of the sealed text, so that forgetting changes no proof.
 */
export function recordOf(event: Recordable, salt: string): string {
  const { data, id, meta, personal, recordedAt, revision, stream, type } = event
  const sealed =
    personal === undefined
      ? 'null'
      : `{"bytes":${Buffer.byteLength(personal)},"sha256":"${hash('sha256', personal, 'hex')}"}`
  return (
    `{"data":${canonicalJson(data)},"id":${JSON.stringify(id)},"meta":${canonicalJson({ ...meta })},` +
    `"personal":${sealed},"recorded_at":${recordedAt},"revision":${revision},"salt":"${salt}",` +
    `"stream":${JSON.stringify(stream)},"type":${JSON.stringify(type)},"v":1}`
  )
}

/** What stands in the tree for a record: 32 bytes that tell nothing of it. */
export const entryOf = (record: string | Uint8Array): Buffer => sha256(record)

import { createHmac, hash } from 'node:crypto'
import { canonicalJson, type JsonObject } from '#kernel'

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

/** 16 bytes in hex: without them nobody can guess a record from its entry. */
export const saltOf = (saltKey: Uint8Array, eventId: string): string =>
  createHmac('sha256', saltKey).update(eventId, 'utf8').digest('hex').slice(0, 32)

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
export const entryOf = (record: string | Uint8Array): Buffer => hash('sha256', record, 'buffer')

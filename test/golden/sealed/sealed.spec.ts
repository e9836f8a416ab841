import { createDecipheriv, createHmac, hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import type { EventId, JsonObject, Sealed } from '#kernel'
import { type EventSecret, openWithSecret } from '#privacy'
import { sealer, subjectId } from '../events/sealed-with.js'

interface Golden {
  readonly stream: string
  readonly event_id: EventId
  readonly type: string
  /** Absent before events had secrets. */
  readonly secret?: string
  readonly sealed: Sealed
  readonly opened: JsonObject
}

const held: { key: string; blobs: readonly Golden[] } = JSON.parse(
  readFileSync(new URL('./blobs.json', import.meta.url), 'utf8')
)
const placeOf = ({ stream, event_id: eventId, type }: Golden) => ({ stream, eventId, type })
const asBytes = (secret: string): EventSecret => Buffer.from(secret, 'hex')

/** By the description in docs/events.md alone. */
function openedByHand({ stream, event_id, type, sealed, secret = '' }: Golden): unknown {
  const blob = Buffer.from(sealed, 'base64url')
  const head = blob.readUInt8(0)
  const both = hash('sha512', asBytes(secret), 'buffer')
  expect(blob.subarray(13, 45)).toEqual(both.subarray(32))
  const decipher = createDecipheriv('aes-256-gcm', both.subarray(0, 32), blob.subarray(1, 13))
  const parts = [String(head), stream, event_id, type].flatMap(part => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(Buffer.byteLength(part))
    return [length, Buffer.from(part)]
  })
  decipher.setAAD(Buffer.concat(parts))
  decipher.setAuthTag(blob.subarray(-16))
  const clear = Buffer.concat([decipher.update(blob.subarray(45, -16)), decipher.final()])
  return JSON.parse((head & 0x80 ? inflateRawSync(clear) : clear).toString('utf8'))
}

describe('what was sealed', () => {
  it('has a golden blob of each version, short and deflated', () => {
    expect(held.blobs.map(({ sealed }) => Buffer.from(sealed, 'base64url')[0])).toEqual([1, 0x81, 2, 0x82])
  })

  it('opens with the key of its person, for ever', async () => {
    for (const blob of held.blobs)
      expect(await sealer.open({ ...placeOf(blob), subjectId }, blob.sealed)).toEqual(blob.opened)
  })

  it('opens with its secret alone, and by hand as docs/events.md says', async () => {
    for (const blob of held.blobs.slice(2)) {
      const { secret = '', opened } = blob
      const asked = createHmac('sha256', Buffer.from(held.key, 'hex')).update(blob.event_id).digest('hex')
      expect(secret).toBe(asked)
      expect(await openWithSecret(asBytes(secret), placeOf(blob), blob.sealed)).toEqual(opened)
      expect(openedByHand(blob)).toEqual(opened)
    }
  })

  it('before there were secrets opens with none', async () => {
    for (const blob of held.blobs.slice(0, 2))
      await expect(openWithSecret(Buffer.alloc(32), placeOf(blob), blob.sealed)).rejects.toThrow(
        'no secret of their own'
      )
  })
})

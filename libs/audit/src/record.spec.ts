import { createHmac, hash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { entryOf, leafHash, recordOf, saltOf } from './index.js'

const event = {
  id: 'a7c4ee32-70cf-5f9b-9bd6-3a0a9fd7d4a7',
  type: 'TicketOpened',
  stream: 'ticket-1',
  revision: 0,
  recordedAt: 1_700_000_000_123,
  data: { z: [1, 'é', null, true], a: { '\u20ac': '\u20ac', '\r': 'Carriage Return', '1': 'One' } },
  meta: { schema: 1, commandId: 'c', actor: 'customer', $causationId: 'x', $correlationId: 'x' }
}

describe('a salt', () => {
  test('is the beginning of HMAC-SHA-256 of the id, of whatever length and letters it is', () => {
    const key = Buffer.alloc(32, 9)
    for (const id of ['a', event.id, 'ü'.repeat(40), 'x'.repeat(64), 'x'.repeat(65), 'y'.repeat(300)])
      expect(saltOf(key, id)).toBe(createHmac('sha256', key).update(id).digest('hex').slice(0, 32))
  })
})

describe('a record', () => {
  test('is RFC 8785 JSON of the members that the contract names', () => {
    const salt = saltOf(Buffer.alloc(32, 1), event.id)
    expect(salt).toMatch(/^[0-9a-f]{32}$/)
    expect(recordOf(event, salt)).toBe(
      '{"data":{"a":{"\\r":"Carriage Return","1":"One","€":"€"},"z":[1,"é",null,true]},' +
        '"id":"a7c4ee32-70cf-5f9b-9bd6-3a0a9fd7d4a7","meta":{"$causationId":"x","$correlationId":"x","actor":"customer",' +
        `"commandId":"c","schema":1},"personal":null,"recorded_at":1700000000123,"revision":0,"salt":"${salt}",` +
        '"stream":"ticket-1","type":"TicketOpened","v":1}'
    )
  })

  test('holds of what is sealed only length and hash of its text', () => {
    const record = recordOf({ ...event, personal: 'AbC' }, '00')
    expect(JSON.parse(record).personal).toEqual({ sha256: hash('sha256', 'AbC'), bytes: 3 })
  })

  test('is another one with every bit that is another', () => {
    const records = new Set([
      recordOf(event, '00'),
      recordOf(event, '01'),
      recordOf({ ...event, revision: 1 }, '00'),
      recordOf({ ...event, recordedAt: 1 }, '00'),
      recordOf({ ...event, personal: 'a' }, '00'),
      recordOf({ ...event, personal: 'b' }, '00'),
      recordOf({ ...event, data: {} }, '00'),
      recordOf({ ...event, meta: { ...event.meta, actor: 'key:x' } }, '00')
    ])
    expect(records.size).toBe(8)
  })

  test('gives an entry of 32 bytes, whose leaf hash is that of RFC 9162', () => {
    const entry = entryOf('{}')
    expect(entry.toString('hex')).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
    expect(leafHash(entry).toString('hex')).toBe(hash('sha256', Buffer.concat([Buffer.of(0), entry])))
  })
})

import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type EventId, FakeClock, isJsonObject, type JsonObject, type Sealed, type SubjectId } from '#kernel'
import { digestOf } from './digest.js'
import { openWithSecret } from './envelope.js'
import { lengthPrefixed } from './gcm.js'
import { openMemoryVault } from './memory/index.js'
import {
  type Coordinates,
  type EventSecret,
  KeyGone,
  type Sealer,
  type Vault,
  VaultUnavailable
} from './port.js'
import { createSealer } from './sealer.js'

const day = Date.UTC(2026, 10, 21)
const inbox = 'inbox-77-2026-11-21'

async function given() {
  const clock = new FakeClock(day + 3_600_000)
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock })
  const sealer = createSealer(vault, { clock, cacheMs: 1000 })
  const [anna, ben] = await Promise.all([vault.subjectFor(1), vault.subjectFor(2)])
  return { clock, vault, sealer, anna, ben }
}

const at = (subjectId: string, more: Partial<Coordinates> = {}): Coordinates => ({
  stream: 'ticket-1',
  eventId: 'e1' as EventId,
  type: 'TicketOpened',
  subjectId,
  ...more
})

const bodies: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }))
  .map(value => JSON.parse(JSON.stringify(value)))
  .filter(isJsonObject)

describe('a sealer', () => {
  it('opens what it sealed, whatever it was and however long', async () => {
    const { sealer, anna } = await given()
    await fc.assert(
      fc.asyncProperty(bodies, fc.nat(80_000), async (body, length) => {
        const value = { ...body, padding: 'xy'.repeat(length / 2) }
        expect(await sealer.open(at(anna), await sealer.seal(at(anna), value))).toEqual(value)
      }),
      { numRuns: 60 }
    )
  })

  it('deflates long bodies before it seals them, and never seals twice alike', async () => {
    const { sealer, anna } = await given()
    const sealed = await sealer.seal(at(anna), { text: 'again and again '.repeat(1000) })
    expect(sealed.length).toBeLessThan(1000)
    const small = await Promise.all([1, 2].map(() => sealer.seal(at(anna), { text: 'hello' })))
    expect(small[0]).not.toBe(small[1])
  })

  it('opens nothing at another place or with another key', async () => {
    const { sealer, anna, ben } = await given()
    const sealed = await sealer.seal(at(anna), { name: 'Anna' })
    const elsewhere: Coordinates[] = [
      at(anna, { stream: 'ticket-2' }),
      at(anna, { eventId: 'e2' as EventId }),
      at(anna, { type: 'TicketClosed' }),
      at(anna, { stream: 'ticket-', eventId: '1e1' as EventId }),
      at(ben)
    ]
    for (const place of elsewhere)
      await expect(sealer.open(place, sealed)).rejects.toThrow('changed or moved')
  })

  it('opens nothing in which a single bit was changed', async () => {
    const { sealer, anna } = await given()
    for (const text of ['x', 'x'.repeat(2000)]) {
      const blob = Buffer.from(await sealer.seal(at(anna), { name: 'Anna', text }), 'base64url')
      for (let bit = 0; bit < blob.length * 8; bit++) {
        const changed = flipped(blob, bit).toString('base64url') as Sealed
        await expect(sealer.open(at(anna), changed)).rejects.toThrow(/changed or moved|unknown version/)
      }
    }
    await expect(sealer.open(at(anna), '' as Sealed)).rejects.toThrow('unknown version')
    await expect(sealer.open(at(anna), 'AQ' as Sealed)).rejects.toThrow('changed or moved')
  })

  it('says nothing of the content in its errors', async () => {
    const { sealer, anna, ben } = await given()
    const sealed = await sealer.seal(at(anna), { name: 'Anna' })
    const error = await sealer.open(at(ben), sealed).catch((caught: Error) => caught)
    expect(JSON.stringify([error, String(error)])).not.toMatch(/Anna/)
  })

  it('answers undefined for the forgotten, and all others open as before', async () => {
    const { vault, sealer, anna, ben } = await given()
    const ofAnna = await sealer.seal(at(anna), { name: 'Anna' })
    const ofBen = await sealer.seal(at(ben), { name: 'Ben' })
    await vault.forget(anna)
    sealer.evict(anna)
    expect(await sealer.open(at(anna), ofAnna)).toBeUndefined()
    await expect(sealer.seal(at(anna), { name: 'Anna' })).rejects.toThrow(KeyGone)
    expect(await sealer.open(at(ben), ofBen)).toEqual({ name: 'Ben' })
  })

  it('uses a key destroyed elsewhere for its cache time at most', async () => {
    const { clock, vault, sealer, anna } = await given()
    const sealed = await sealer.seal(at(anna), { name: 'Anna' })
    await vault.forget(anna)
    await clock.advance(999)
    expect(await sealer.open(at(anna), sealed)).toEqual({ name: 'Anna' })
    await clock.advance(1)
    expect(await sealer.open(at(anna), sealed)).toBeUndefined()
  })

  it('does not keep a key that was on its way while the subject was forgotten', async () => {
    const { vault, clock, anna } = await given()
    let answer: (key: Buffer) => void = () => undefined
    const slow: Vault = { ...vault, keyOf: () => new Promise(resolve => (answer = resolve)) }
    const sealer = createSealer(slow, { clock, cacheMs: 1000 })
    const asked = sealer.keyOf(anna)
    sealer.evict(anna)
    answer(randomBytes(32))
    await asked
    const again = sealer.keyOf(anna)
    answer(randomBytes(32))
    expect(await again).not.toEqual(await asked)
  })

  it('seals under an inbox key made ahead until its day is over, also without a vault', async () => {
    const { clock, vault } = await given()
    let away = false
    const guard = <T>(work: () => Promise<T>) =>
      away ? Promise.reject(new VaultUnavailable('away')) : work()
    const shaky: Vault = {
      ...vault,
      inboxKey: name => guard(() => vault.inboxKey(name)),
      findInboxKey: name => guard(() => vault.findInboxKey(name))
    }
    const sealer = createSealer(shaky, { clock, cacheMs: 1000 })
    await sealer.prepare(inbox)
    away = true
    await clock.advance(22 * 3_600_000)
    const sealed = await sealer.seal(at(inbox), { update_id: 1 })
    await clock.advance(3_600_000 + 1000)
    await expect(sealer.seal(at(inbox), { update_id: 2 })).rejects.toThrow(VaultUnavailable)
    away = false
    expect(await sealer.open(at(inbox), sealed)).toEqual({ update_id: 1 })
  })

  it('makes no inbox key by opening, and none again once destroyed', async () => {
    const { vault, sealer } = await given()
    const sealed = await sealer.seal(at(inbox), { update_id: 1 })
    expect(await sealer.open(at('inbox-77-2026-11-01'), sealed)).toBeUndefined()
    expect(await vault.findInboxKey('inbox-77-2026-11-01')).toBeUndefined()
    for (const name of await vault.destroyInboxKeysBefore(day + 86_400_000)) sealer.evict(name)
    expect(await sealer.open(at(inbox), sealed)).toBeUndefined()
    await expect(sealer.seal(at(inbox), {})).rejects.toThrow(KeyGone)
    await expect(sealer.prepare(inbox)).rejects.toThrow(KeyGone)
  })
})

describe('the secret of an event', () => {
  const places = fc.record({ stream: fc.string(), eventId: fc.uuid(), type: fc.string() })

  it('opens that event for whoever has nothing else', async () => {
    const { sealer, anna } = await given()
    await fc.assert(
      fc.asyncProperty(places, bodies, async (place, body) => {
        const there = { ...place, eventId: place.eventId as EventId }
        const sealed = await sealer.seal({ ...there, subjectId: anna }, body)
        const secret = await secretOf(sealer, anna, there.eventId)
        expect(secret).toHaveLength(32)
        expect(await openWithSecret(secret, there, sealed)).toEqual(body)
      }),
      { numRuns: 60 }
    )
  })

  it('opens no other event, not even of the same person', async () => {
    const { sealer, anna, ben } = await given()
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 5 }), async ids => {
        const events = ids.flatMap(id => [anna, ben].map(subject => at(subject, { eventId: id as EventId })))
        const secrets = await Promise.all(
          events.map(({ subjectId, eventId }) => secretOf(sealer, subjectId, eventId))
        )
        for (const [n, event] of events.entries()) {
          const sealed = await sealer.seal(event, { name: 'somebody' })
          for (const [m, secret] of secrets.entries()) {
            const opening = openWithSecret(secret, event, sealed)
            if (n === m) expect(await opening).toEqual({ name: 'somebody' })
            else await expect(opening).rejects.toThrow('changed or moved')
          }
        }
      }),
      { numRuns: 20 }
    )
  })

  it('opens nothing once a bit of it, or of where the event lies, was changed', async () => {
    const { sealer, anna } = await given()
    const place = at(anna)
    const sealed = await sealer.seal(place, { name: 'Anna' })
    const secret = await secretOf(sealer, anna, place.eventId)
    for (let bit = 0; bit < secret.length * 8; bit++) {
      await expect(openWithSecret(flipped(secret, bit), place, sealed)).rejects.toThrow('changed or moved')
    }
    for (const name of ['stream', 'eventId', 'type'] as const) {
      const part = Buffer.from(place[name])
      for (let bit = 0; bit < part.length * 8; bit++) {
        const moved = { ...place, [name]: flipped(part, bit).toString('latin1') }
        await expect(openWithSecret(secret, moved, sealed)).rejects.toThrow('changed or moved')
      }
    }
  })

  it('is the same whenever it is asked for, and gone with the key', async () => {
    const { vault, sealer, anna } = await given()
    const first = await secretOf(sealer, anna, 'e1' as EventId)
    expect(await secretOf(sealer, anna, 'e1' as EventId)).toEqual(first)
    await vault.forget(anna)
    sealer.evict(anna)
    expect(await sealer.secretOf(at(anna))).toBeUndefined()
  })

  it('seals one event twice, as after a conflict, so that it opens both', async () => {
    const { sealer, anna } = await given()
    const both = await Promise.all(['one', 'two'].map(text => sealer.seal(at(anna), { text })))
    const secret = await secretOf(sealer, anna, at(anna).eventId)
    expect(await Promise.all(both.map(sealed => openWithSecret(secret, at(anna), sealed)))).toEqual([
      { text: 'one' },
      { text: 'two' }
    ])
  })
})

async function secretOf(sealer: Sealer, subjectId: string, eventId: EventId): Promise<EventSecret> {
  const secret = await sealer.secretOf({ subjectId, eventId })
  if (!secret) throw new Error('no secret')
  return secret
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
  return changed
}

describe('what a blob is bound to', () => {
  it('is never the same for two lists of parts', () => {
    const parts = fc.array(fc.string({ maxLength: 4 }), { maxLength: 4 })
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other)
        expect(lengthPrefixed(one).equals(lengthPrefixed(other))).toBe(same)
      })
    )
  })
})

describe('a digest', () => {
  it('is the same for the same text of the same subject only', async () => {
    const { vault, sealer, anna, ben } = await given()
    const hello = await digestOf(vault, anna, 'hello')
    expect(hello).toMatch(/^[\w-]{43}$/)
    expect(await digestOf(sealer, anna, 'hello')).toBe(hello)
    expect(await digestOf(vault, anna, 'hello!')).not.toBe(hello)
    expect(await digestOf(vault, ben, 'hello')).not.toBe(hello)
  })

  it('can not be made for the forgotten', async () => {
    const { vault, anna } = await given()
    await vault.forget(anna)
    await expect(digestOf(vault, anna, 'hello')).rejects.toThrow(KeyGone)
    await expect(digestOf(vault, 'nobody' as SubjectId, 'hello')).rejects.toThrow(KeyGone)
  })
})

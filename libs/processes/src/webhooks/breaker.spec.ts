import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { Breakers } from './breaker.js'
import { keptNotes } from './testing/notes.js'

const notes = keptNotes()
const host = 'example.com:443'

describe('A host that fails', () => {
  const opened = async () => {
    const clock = new FakeClock()
    const breakers = new Breakers(notes, clock)
    for (let call = 0; call < 3; call++) breakers.ended(host, false)
    for (let call = 0; call < 7; call++) breakers.ended(host, true)
    return { clock, breakers }
  }

  it('is left alone once seven of ten calls have failed within five minutes, and no other host is', async () => {
    const { breakers } = await opened()
    expect([breakers.waitFor(host), breakers.waitFor('example.com:8443')]).toEqual([30_000, 0])
  })

  it('is not judged by few calls, by old ones or by a minority', async () => {
    const clock = new FakeClock()
    const breakers = new Breakers(notes, clock)
    for (let call = 0; call < 9; call++) breakers.ended(host, true)
    await clock.advance(300_001)
    breakers.ended(host, true)
    for (let call = 0; call < 5; call++) breakers.ended(host, false)
    for (let call = 0; call < 8; call++) breakers.ended(host, true)
    expect(breakers.waitFor(host)).toBe(0)
  })

  it('gets one call after 30 s, and is left alone twice as long with each that fails, ten minutes at most', async () => {
    const { clock, breakers } = await opened()
    const pauses: number[] = []
    for (let probe = 0; probe < 7; probe++) {
      const waitMs = breakers.waitFor(host)
      pauses.push(waitMs / 1000)
      await clock.advance(waitMs)
      expect(breakers.waitFor(host)).toBe(0)
      breakers.began(host)
      expect(breakers.waitFor(host)).toBe(1000)
      breakers.ended(host, true)
      breakers.freed(host)
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 600, 600])
    await clock.advance(600_000)
    breakers.began(host)
    breakers.ended(host, false)
    expect(breakers.waitFor(host)).toBe(0)
  })

  it('is left alone over a restart too: no longer, whatever its clock says, and only where it is called still', async () => {
    const { clock, breakers } = await opened()
    await clock.advance(30_000)
    breakers.began(host)
    breakers.ended(host, true)
    breakers.freed(host)
    await breakers.save()
    const again = async (later: FakeClock, hosts: readonly string[]) => {
      const next = new Breakers(notes, later)
      await next.load(new Set(hosts))
      return next.waitFor(host)
    }
    await clock.advance(20_000)
    expect(await again(clock, [host])).toBe(40_000)
    expect(await again(clock, ['another.example.com:443'])).toBe(0)
    expect(await again(new FakeClock(clock.now() - 3_600_000), [host])).toBe(60_000)
    expect(await again(new FakeClock(clock.now() + 3_600_000), [host])).toBe(0)
  })

  it('gets another call where the one that was to try it came to nothing', async () => {
    const { clock, breakers } = await opened()
    await clock.advance(30_000)
    breakers.began(host)
    breakers.freed(host)
    expect(breakers.waitFor(host)).toBe(0)
  })
})

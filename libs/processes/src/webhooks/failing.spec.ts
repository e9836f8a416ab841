import { describe, expect, it } from '@jest/globals'
import { type EndpointId, FakeClock } from '#kernel'
import { Failing } from './failing.js'
import { keptNotes } from './testing/notes.js'

const dayMs = 24 * 3_600_000
const shop = 'shop' as EndpointId

describe('An endpoint that does nothing but fail', () => {
  const kept = () => {
    const notes = keptNotes()
    const clock = new FakeClock()
    const begin = async (endpoints: readonly string[] = [shop]) => {
      const failing = new Failing(notes, clock)
      await failing.load(new Set(endpoints))
      return failing
    }
    return { clock, begin }
  }

  it('has done so for long after five days, over restarts too', async () => {
    const { clock, begin } = kept()
    const told: boolean[] = []
    for (const ms of [0, dayMs, dayMs, dayMs, 1.2 * dayMs, 0.8 * dayMs - 1, 1]) {
      await clock.advance(ms)
      told.push(await (await begin()).began(shop))
    }
    expect(told).toEqual([...Array(6).fill(false), true])
    expect(await (await begin()).began(shop)).toBe(true)
  })

  it('has done so too where there is seldom anything to try', async () => {
    const { clock, begin } = kept()
    const told: boolean[] = []
    // Three attempts each, of what it says is wrong.
    for (let event = 0; event < 5; event++) {
      for (let attempt = 0; attempt < 3; attempt++) told.push(await (await begin()).began(shop))
      await clock.advance(2 * dayMs)
    }
    expect(told).toEqual([...Array(12).fill(false), true, true, true])
  })

  it('has not done so for long by two bad hours days from each other', async () => {
    const { clock, begin } = kept()
    const told: boolean[] = []
    for (const afterMs of [0, 1000, 300_000, 6 * dayMs, 1000, 300_000]) {
      await clock.advance(afterMs)
      told.push(await (await begin()).began(shop))
    }
    expect(told).toEqual(Array(6).fill(false))
  })

  it('is not remembered once it is gone', async () => {
    const { clock, begin } = kept()
    for (let day = 0; day < 5; day++) {
      for (let time = 0; time < 2; time++) await (await begin()).began(shop)
      await clock.advance(dayMs)
    }
    expect(await (await begin([])).began(shop)).toBe(false)
  })

  it('begins anew with one that was taken', async () => {
    const { clock, begin } = kept()
    const failing = await begin()
    for (let day = 0; day < 4; day++) {
      for (let time = 0; time < 3; time++) await failing.began(shop)
      await clock.advance(dayMs)
    }
    await failing.ended(shop)
    await clock.advance(dayMs)
    expect([await (await begin()).began(shop), await failing.began(shop)]).toEqual([false, false])
  })
})

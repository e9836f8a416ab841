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
    const told = [await (await begin()).began(shop)]
    for (const ms of [dayMs, dayMs, dayMs, 1.2 * dayMs, 0.8 * dayMs - 1, 1]) {
      await clock.advance(ms)
      told.push(await (await begin()).began(shop))
    }
    expect(told).toEqual([false, false, false, false, false, false, true])
  })

  it('begins anew where nothing was tried for longer than from one attempt to the next', async () => {
    const { clock, begin } = kept()
    const told = [await (await begin()).began(shop)]
    for (const days of [6, 1, 1, 1, 1, 1]) {
      await clock.advance(days * dayMs)
      told.push(await (await begin()).began(shop))
    }
    expect(told).toEqual([false, false, false, false, false, false, true])
  })

  it('is not remembered once it is gone', async () => {
    const { clock, begin } = kept()
    for (let day = 0; day < 5; day++) {
      await (await begin()).began(shop)
      await clock.advance(dayMs)
    }
    expect(await (await begin([])).began(shop)).toBe(false)
  })

  it('begins anew with one that was taken', async () => {
    const { clock, begin } = kept()
    const failing = await begin()
    for (let day = 0; day < 4; day++) {
      await failing.began(shop)
      await clock.advance(dayMs)
    }
    await failing.ended(shop)
    await clock.advance(dayMs)
    expect([await (await begin()).began(shop), await failing.began(shop)]).toEqual([false, false])
  })
})

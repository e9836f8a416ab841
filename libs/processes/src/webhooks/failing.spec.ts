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
    for (const ms of [dayMs, 4 * dayMs - 1, 1]) {
      await clock.advance(ms)
      told.push(await (await begin()).began(shop))
    }
    expect(told).toEqual([false, false, false, true])
  })

  it('is not remembered once it is gone', async () => {
    const { clock, begin } = kept()
    await (await begin()).began(shop)
    await clock.advance(5 * dayMs)
    expect(await (await begin([])).began(shop)).toBe(false)
  })

  it('begins anew with one that was taken', async () => {
    const { clock, begin } = kept()
    const failing = await begin()
    await failing.began(shop)
    await clock.advance(4 * dayMs)
    await failing.ended(shop)
    await clock.advance(4 * dayMs)
    expect([await (await begin()).began(shop), await failing.began(shop)]).toEqual([false, false])
  })
})

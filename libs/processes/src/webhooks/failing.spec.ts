import { describe, expect, it } from '@jest/globals'
import { type EndpointId, FakeClock, type JsonObject } from '#kernel'
import { Failing } from './failing.js'

const dayMs = 24 * 3_600_000
const shop = 'shop' as EndpointId

describe('An endpoint that does nothing but fail', () => {
  const kept = () => {
    const notes = new Map<string, JsonObject>()
    const clock = new FakeClock()
    const begin = async () => {
      const load = async (name: string) => notes.get(name)
      const failing = new Failing({ load, save: async (name, note) => void notes.set(name, note) }, clock)
      await failing.load()
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

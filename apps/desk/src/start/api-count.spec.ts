import { describe, expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { type ApiCount, countApis } from './api-count.js'

describe('the processes that answer for a desk', () => {
  it('are counted: those that come, those that go, and those that are killed once their place runs out', async () => {
    const clock = new FakeClock()
    const state = openMemoryDeskState({ clock })
    const start = (owner: string) => countApis({ stores: { state }, owner, clock, logger: silentLogger })
    const counts = (...apis: ApiCount[]) => apis.map(api => api.count())

    /** Everybody who lives has looked, and looks once more a second later. */
    const looked = async (alive: number, seconds = 1) => {
      for (let second = 0; second <= seconds; second++) {
        while (clock.sleeping < alive) await new Promise(resolve => setImmediate(resolve))
        if (second < seconds) await clock.advance(1000)
      }
    }

    const a = start('a')
    const b = start('b')
    await looked(2)
    expect(counts(a, b)).toEqual([2, 2])
    const c = start('c')
    await looked(3)
    expect(counts(a, b, c)).toEqual([3, 3, 3])
    await b.stop()
    await looked(2)
    expect(counts(a, c)).toEqual([2, 2])
    // Killed: it has a place that nobody renews.
    await state.acquireLease('api-2', 'd', 10_000)
    await looked(2)
    expect(counts(a, c)).toEqual([3, 3])
    await looked(2, 11)
    expect(counts(a, c)).toEqual([2, 2])
    await Promise.all([a.stop(), c.stop()])
    expect(await state.leases()).toEqual([])
  })
})

import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { Gcra, secondsOf } from './gcra.js'
import { fieldsOf } from './rate-limit-fields.js'

const limit = { quota: 10, windowS: 60 }

/** Asks at each of these times; answers when it was let through. */
function passed(gcra: Gcra, times: readonly number[]): number[] {
  let busyUntil: number | undefined
  return times.filter(now => {
    const { allowed } = gcra.at(busyUntil, now)
    if (allowed) busyUntil = gcra.taken(busyUntil, now)
    return allowed
  })
}

const times = fc
  .array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 })
  .map(gaps =>
    gaps.map(() => 0).map((_, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0))
  )

describe('a limit of 10 requests in 60 seconds', () => {
  it('lets ten through at once, then one every six seconds', () => {
    const everySecond = Array.from({ length: 31 }, (_, second) => second * 1000)
    const atOnce = Array<number>(20).fill(0)
    expect(passed(new Gcra(limit, 1), [...atOnce, ...everySecond])).toEqual([
      ...atOnce.slice(0, 10),
      6000,
      12_000,
      18_000,
      24_000,
      30_000
    ])
  })

  it('tells what is left, when the next one passes and when all of it is there again', () => {
    const gcra = new Gcra(limit, 1)
    let busyUntil: number | undefined
    expect(gcra.at(busyUntil, 500)).toEqual({ allowed: true, remaining: 10, waitMs: 0, fullMs: 0 })
    for (let asked = 0; asked < 10; asked++) busyUntil = gcra.taken(busyUntil, 500)
    expect(gcra.at(busyUntil, 500)).toEqual({ allowed: false, remaining: 0, waitMs: 6000, fullMs: 60_000 })
    expect(gcra.at(busyUntil, 6500)).toEqual({ allowed: true, remaining: 1, waitMs: 0, fullMs: 54_000 })
  })

  it('is told in whole seconds, whatever fraction of a millisecond it is in the first minute', () => {
    const hour = { quota: 100, windowS: 3600 }
    const gcra = new Gcra(hour, 1)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6e10 }), nanoseconds => {
        const now = nanoseconds / 1e6
        const standing = gcra.at(gcra.taken(undefined, now), now)
        const { RateLimit } = fieldsOf([{ name: 'default', limit: hour, standing }])
        expect(RateLimit).toBe('"default";r=99;t=36')
      }),
      { numRuns: 1000 }
    )
    expect([0, 1, 1000, 1001].map(secondsOf)).toEqual([0, 1, 1, 2])
  })

  it('lets through no more than the quota and what comes back in the meantime, whenever somebody asks', () => {
    fc.assert(
      fc.property(
        times,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 90 }),
        (asked, quota, windowS) => {
          const through = passed(new Gcra({ quota, windowS }, 1), asked)
          for (const [first, from] of through.entries())
            for (const [last, to] of through.entries()) {
              if (last < first) continue
              const backMs = ((to - from) * quota) / (windowS * 1000)
              expect(last - first + 1).toBeLessThanOrEqual(quota + backMs + 1e-6)
            }
        }
      ),
      { numRuns: 50 }
    )
  })

  it('passes when it said that it would, and not a millisecond before', () => {
    fc.assert(
      fc.property(times, asked => {
        const gcra = new Gcra(limit, 1)
        let busyUntil: number | undefined
        for (const now of asked) {
          const { allowed, waitMs } = gcra.at(busyUntil, now)
          if (allowed) busyUntil = gcra.taken(busyUntil, now)
          else {
            expect(gcra.at(busyUntil, now + waitMs).allowed).toBe(true)
            expect(gcra.at(busyUntil, now + waitMs - 1).allowed).toBe(false)
          }
        }
      }),
      { numRuns: 50 }
    )
  })
})

describe('a limit that several processes share', () => {
  it('lets each through its part, one at least', () => {
    const atOnce = Array<number>(20).fill(0)
    expect(passed(new Gcra(limit, 3), atOnce)).toHaveLength(3)
    expect(passed(new Gcra({ quota: 2, windowS: 60 }, 3), atOnce)).toHaveLength(1)
    expect(passed(new Gcra(limit, 3), [...atOnce, 19_999, 20_000])).toEqual([0, 0, 0, 20_000])
  })

  it('lets all together through no more than the quota, or one each, and no less than the quota but one each', () => {
    const quota = fc.integer({ min: 1, max: 60 })
    const processes = fc.integer({ min: 1, max: 9 })
    fc.assert(
      fc.property(quota, processes, (quota, processes) => {
        const each = () => passed(new Gcra({ quota, windowS: 60 }, processes), Array(100).fill(0)).length
        const all = Array.from({ length: processes }, each).reduce((sum, count) => sum + count, 0)
        expect(all).toBeLessThanOrEqual(Math.max(quota, processes))
        expect(all).toBeGreaterThan(quota - processes)
      })
    )
  })

  it('counts on when the number of processes changes', () => {
    let busyUntil: number | undefined
    for (let asked = 0; asked < 5; asked++) busyUntil = new Gcra(limit, 1).taken(busyUntil, 0)
    expect(new Gcra(limit, 2).at(busyUntil, 0)).toMatchObject({ allowed: true, remaining: 2 })
  })
})

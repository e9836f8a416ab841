import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { LowWaterMark } from './low-water-mark.js'

const place = (n: number) => ({ position: String(n).padStart(3, '0'), eventId: `e${n}` })

describe('the low-water mark', () => {
  it('starts where it is told to', () => {
    expect(new LowWaterMark().value).toBeUndefined()
    expect(new LowWaterMark(place(4)).value).toEqual(place(4))
  })

  it('is the last place before the oldest unfinished one, in whatever order things finish', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('pass', 'start', 'finish'), { maxLength: 40 }),
        fc.nat(),
        (steps, seed) => {
          const mark = new LowWaterMark()
          const open: number[] = []
          let seen = 0
          for (const [i, step] of steps.entries()) {
            if (step === 'pass') mark.pass(place(++seen))
            else if (step === 'start') {
              mark.start(place(++seen))
              open.push(seen)
            } else {
              const [done] = open.splice((seed + i) % Math.max(1, open.length), 1)
              if (done !== undefined) mark.finish(place(done).position)
            }
            const expected = Math.min(seen, ...open.map(n => n - 1))
            expect(mark.value).toEqual(expected === 0 ? undefined : place(expected))
            expect(mark.unfinished).toBe(open.length)
          }
        }
      )
    )
  })
})

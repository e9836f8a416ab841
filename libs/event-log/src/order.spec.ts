import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { bytesInUse, patienceMs } from './contract/memory-use.js'
import { StreamOrder } from './order.js'
import type { RecordedEvent } from './port.js'

const event = (stream: string, revision: number, recordedAt: number) =>
  ({ stream, revision, recordedAt }) as RecordedEvent

/** As plainly as it can be said. */
class Naive {
  readonly #last = new Map<string, { revision: number; recordedAt: number }>()

  problemsOf({ stream, revision, recordedAt }: RecordedEvent): string[] {
    const last = this.#last.get(stream) ?? { revision: -1, recordedAt }
    this.#last.set(stream, { revision, recordedAt })
    return [
      ...(revision === last.revision + 1 ? [] : [`revision ${last.revision + 1} should stand here`]),
      ...(recordedAt < last.recordedAt ? ['recordedAt is earlier than that of the event before'] : [])
    ]
  }
}

describe('the order within streams', () => {
  it('is what a plain reader finds, over any events of any streams', () => {
    const events = fc.array(
      fc.record({
        stream: fc.integer({ min: 0, max: 5000 }).map(n => `ticket-${n}`),
        revision: fc.integer({ min: 0, max: 3 }),
        recordedAt: fc.integer({ min: 0, max: 3 })
      }),
      { maxLength: 6000, size: 'max' }
    )
    fc.assert(
      fc.property(events, all => {
        const [order, naive] = [new StreamOrder(), new Naive()]
        for (const { stream, revision, recordedAt } of all) {
          const one = event(stream, revision, recordedAt)
          expect(order.problemsOf(one)).toEqual(naive.problemsOf(one))
        }
      }),
      { numRuns: 10 }
    )
  })

  it(
    'takes a hundred bytes at most for each stream',
    () => {
      const order = new StreamOrder()
      const streams = 200_000
      const before = bytesInUse()
      for (let n = 0; n < streams; n++) order.problemsOf(event(`delivery-${n}`, 0, n))
      expect((bytesInUse() - before) / streams).toBeLessThan(100)
      expect(order.problemsOf(event('delivery-7', 1, 8))).toEqual([])
    },
    patienceMs
  )
})

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Head, headLeaf, leafHash, RunningHeads, subtreeOf } from './index.js'

const head = (stream: number, revision: number): Head => ({
  stream: `ticket-${stream}`,
  revision,
  leaf: leafHash(Buffer.from(`${stream} ${revision}`))
})

/** Of all of them, each time anew. */
const rootOf = (heads: Iterable<Head>): Buffer =>
  subtreeOf([...heads].map(headLeaf).sort((one, other) => one.key.compare(other.key))).hash

describe('the heads of a log as it is read', () => {
  test('have the root of the tree over all of them, whenever it is asked for', () => {
    const step = fc.oneof(
      { weight: 20, arbitrary: fc.tuple(fc.integer({ min: 0, max: 400 }), fc.nat(3)) },
      { weight: 1, arbitrary: fc.constant('root' as const) }
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600, size: 'max' }), steps => {
        const [running, last] = [new RunningHeads(), new Map<string, Head>()]
        for (const one of [...steps, 'root' as const]) {
          if (one === 'root') {
            expect(running.root()).toEqual(rootOf(last.values()))
            continue
          }
          running.set(head(...one))
          last.set(`ticket-${one[0]}`, head(...one))
        }
      }),
      { numRuns: 25 }
    )
  })

  test('are as right where many share their first bits, and where there are more than fit at first', () => {
    const [running, all] = [new RunningHeads(), Array.from({ length: 150_000 }, (_, n) => head(n, n % 7))]
    for (const one of all) running.set(one)
    expect(running.root()).toEqual(rootOf(all))
  })

  test('take two hundred bytes at most for each stream', () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const inUse = () => {
      collect()
      collect()
      const { heapUsed, external } = process.memoryUsage()
      return heapUsed + external
    }
    const running = new RunningHeads()
    running.root()
    const streams = 100_000
    const before = inUse()
    for (let n = 0; n < streams; n++) running.set(head(n, 0))
    running.root()
    expect((inUse() - before) / streams).toBeLessThan(200)
    expect(running.root().length).toBe(32)
  }, 180_000)
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ReadStore } from '../index.js'
import { buildCases } from './builds.js'
import { findingCases } from './finding.js'
import { type StoreUnderTest, things, view } from './things.js'
import { writingCases } from './writing.js'

export { things } from './things.js'

/** What every read store promises. `open` gives an empty one. */
export function describeReadStore(name: string, open: () => Promise<ReadStore>): void {
  describe(`the read store ${name}`, () => {
    let current: StoreUnderTest | undefined
    const under = (): StoreUnderTest => {
      if (!current) throw new Error('no store is open')
      return current
    }
    beforeEach(async () => {
      const store = await open()
      current = { store, shelf: await store.open(view, [things]) }
    })
    afterEach(() => under().store.close())

    writingCases(under)
    describe('finding', () => findingCases(under))
    describe('builds', () => buildCases(under))
    it('answers a ping', () => expect(under().store.ping()).resolves.toBeUndefined())
  })
}

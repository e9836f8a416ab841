import { it } from '@jest/globals'
import fc from 'fast-check'
import { memoryStores } from '../sla/testing/desk.js'
import { eachLevelOnce, endings } from './testing/ended-ladder.js'

it('a ladder whose process ends at any moment, with another at work beside it: each level comes once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(endings, all => eachLevelOnce(memoryStores(), all)),
    { numRuns: 10 }
  )
}, 60_000)

import { it } from '@jest/globals'
import fc from 'fast-check'
import { eventTypes } from '#domain'
import { withTypes } from '#event-log'
import { FakeClock } from '#kernel'
import { storesOf } from '../../../../test/golden/stores/kinds.js'
import { openedByEachTest } from '../../../../test/support/opened.js'
import { memoryStores } from '../sla/testing/desk.js'
import { eachLevelOnce, endings } from './testing/ended-ladder.js'

const opened = openedByEachTest()
const { logs } = storesOf(opened, new FakeClock())

it.each(['sqlite', 'eventstoredb'] as const)(
  'a ladder whose process ends at any moment: each level comes once, in order, with the log in %s',
  async where => {
    await fc.assert(
      fc.asyncProperty(endings, async all =>
        eachLevelOnce({ ...memoryStores(), log: withTypes(await logs[where](), eventTypes) }, all)
      ),
      { numRuns: 2 }
    )
  },
  120_000
)

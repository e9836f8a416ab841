import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { storesOf } from '../../../../test/golden/stores/kinds.js'
import { openedByEachTest } from '../../../../test/support/opened.js'
import { newOutlives } from '../intake/testing/desk.js'
import { lived, stories } from './testing/lives.js'

const opened = openedByEachTest()
const { logs } = storesOf(opened, new FakeClock())
const all = Object.entries(stories).flatMap(([name, story]) =>
  (['sqlite', 'eventstoredb'] as const).map(log => [name, log, story] as const)
)

describe('Killed at every second append, before it or right after, with the log of each set of stores', () => {
  it.each(all)(
    '%s: log %s',
    async (_, log, story) => {
      const { vault } = newOutlives()
      const whole = await lived(story, await logs[log](), vault, [])
      const deaths = Array.from({ length: whole.appends }, (_, at) => ({ at: 2 * at + 1, after: true }))
      const { record } = await lived(story, await logs[log](), vault, deaths)
      expect(record).toEqual(whole.record)
      const before = deaths.map(({ at }) => ({ at, after: false }))
      expect((await lived(story, await logs[log](), vault, before)).record).toEqual(whole.record)
    },
    60_000
  )
})

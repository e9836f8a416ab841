import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { startTestApi } from '../../../apps/desk/src/http/testing.js'
import { describeWithMongo } from '../../servers/for-tests.js'
import { openedByEachTest } from '../../support/opened.js'
import { answersOf, liveThrough, predictableVault } from './history.js'
import { combinations, storesOf } from './kinds.js'

const opened = openedByEachTest()
const golden = new URL('./answers.v1.json', import.meta.url)

await describeWithMongo('any', mongo => {
  const { logs, views, states } = storesOf(opened, mongo, new FakeClock())

  it.each(combinations)(
    'the same history gives the same answers, byte for byte: log %s, views %s, state %s',
    async (logKind, viewKind, stateKind) => {
      const log = await logs[logKind]()
      const api = await startTestApi({
        log,
        store: await views[viewKind](),
        state: await states[stateKind](),
        vault: predictableVault()
      })
      opened.finally(() => api.stop())
      const answers = await answersOf(api, await liveThrough(api))
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, answers)
      expect(answers).toBe(readFileSync(golden, 'utf8'))
    },
    60_000
  )
})

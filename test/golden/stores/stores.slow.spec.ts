import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import type { DeskState } from '#desk-state'
import type { EventLog } from '#event-log'
import { FakeClock } from '#kernel'
import type { ReadStore } from '#read-store'
import { startTestApi } from '../../../apps/desk/src/http/testing.js'
import { describeWithMongo } from '../../servers/for-tests.js'
import { openedByEachTest } from '../../support/opened.js'
import { answersOf, liveThrough, predictableVault } from './history.js'
import { combinations, combinationsWithMongo, storesOf, storesWithMongo } from './kinds.js'

const opened = openedByEachTest()
const golden = new URL('./answers.v1.json', import.meta.url)

const title = 'the same history gives the same answers, byte for byte: log %s, views %s, state %s'
const patienceMs = 60_000

async function sameAnswers(log: EventLog, store: ReadStore, state: DeskState): Promise<void> {
  const api = await startTestApi({ log, store, state, vault: predictableVault() })
  opened.finally(() => api.stop())
  const answers = await answersOf(api, await liveThrough(api))
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, answers)
  expect(answers).toBe(readFileSync(golden, 'utf8'))
}

describe('without MongoDB', () => {
  const { logs, views, states } = storesOf(opened, new FakeClock())
  it.each(combinations)(
    title,
    async (log, view, state) => sameAnswers(await logs[log](), await views[view](), await states[state]()),
    patienceMs
  )
})

await describeWithMongo('any', mongo => {
  const { logs, views, states } = storesWithMongo(opened, mongo, new FakeClock())
  it.each(combinationsWithMongo)(
    title,
    async (log, view, state) => sameAnswers(await logs[log](), await views[view](), await states[state]()),
    patienceMs
  )
})

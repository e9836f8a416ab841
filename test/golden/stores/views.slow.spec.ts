import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DeskState } from '#desk-state'
import { eventTypes } from '#domain'
import { type EventLog, withTypes } from '#event-log'
import { systemClock } from '#kernel'
import type { ReadStore } from '#read-store'
import { anyTicketLife } from '../../../libs/domain/src/testing/arbitrary-ticket.js'
import { type Happening, historiesOf } from '../../../libs/views/src/testing/histories.js'
import { append, dumpOf, expectedOf, run } from '../../../libs/views/src/testing/running.js'
import { describeWithMongo } from '../../servers/for-tests.js'
import { openedByEachTest } from '../../support/opened.js'
import { combinations, combinationsWithMongo, storesOf, storesWithMongo } from './kinds.js'

const opened = openedByEachTest()
const histories = new URL('./histories.v1.json', import.meta.url)
const golden = new URL('./views.v1.json', import.meta.url)
const updating = process.env['UPDATE_GOLDEN'] === '1'

/** Chosen once, and kept: what is drawn today for a seed may be another tomorrow. DRAW_HISTORIES=1 chooses others. */
function fixedHistories(): readonly (readonly Happening[])[] {
  if (process.env['DRAW_HISTORIES'] === '1') {
    const drawn = fc.sample(historiesOf(anyTicketLife), { seed: 5, numRuns: 1000 })
    const kinds = (history: readonly Happening[]) => new Set(history.map(({ told }) => told.type)).size
    const richest = drawn.sort((a, b) => kinds(b) - kinds(a)).slice(0, 5)
    writeFileSync(histories, `${JSON.stringify(richest, null, 1)}\n`)
  }
  return JSON.parse(readFileSync(histories, 'utf8'))
}

/** Where it lies in the log is the one thing in which logs differ. */
const withoutPositions = (lines: readonly string[]) =>
  lines.map(line => line.replaceAll(/"position":"[^"]*"/g, '"position":""'))

const title =
  'the same histories give the same documents in every view, byte for byte: log %s, views %s, state %s'
const patienceMs = 120_000

/** Opens one of each anew for every history. */
async function sameDocuments(
  openLog: () => Promise<EventLog>,
  openViews: () => Promise<ReadStore>,
  openState: () => Promise<DeskState>
): Promise<void> {
  const documents: string[][] = []
  for (const history of fixedHistories()) {
    const log = withTypes(await openLog(), eventTypes)
    const store = await openViews()
    const running = run(log, store, await openState())
    opened.finally(() => running.stop())
    const revisions = new Map<string, number>()
    for (const [index, happening] of history.entries()) await append(log, revisions, happening, index)
    await running.passed()
    for (const { view, documents: expected } of await expectedOf(log))
      documents.push(withoutPositions(await dumpOf(store, view, expected.dump())))
  }
  const dumped = `${JSON.stringify(documents, null, 1)}\n`
  if (updating) writeFileSync(golden, dumped)
  expect(dumped).toBe(readFileSync(golden, 'utf8'))
}

describe('without MongoDB', () => {
  const { logs, views, states } = storesOf(opened, systemClock)
  it.each(combinations)(
    title,
    (log, view, state) => sameDocuments(logs[log], views[view], states[state]),
    patienceMs
  )
})

await describeWithMongo('any', mongo => {
  const { logs, views, states } = storesWithMongo(opened, mongo, systemClock)
  it.each(combinationsWithMongo)(
    title,
    (log, view, state) => sameDocuments(logs[log], views[view], states[state]),
    patienceMs
  )
})

import { hash } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { tilePath, tilesAt, tileWidth } from '#audit'
import type { DeskState } from '#desk-state'
import { eventTypes } from '#domain'
import { type EventLog, type RecordedEvent, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { FakeClock, type TicketId } from '#kernel'
import { LeavesReads } from '#processes'
import type { ReadStore } from '#read-store'
import { bundleFiles, proveTicket } from '../../../apps/desk/src/http/audit/bundle.js'
import { startTestApi } from '../../../apps/desk/src/http/testing.js'
import { testAudit } from '../../../apps/desk/src/http/testing-audit.js'
import { copyLog } from '../../../apps/deskctl/src/copy/copy-log.js'
import { describeWithMongo } from '../../servers/for-tests.js'
import { openedByEachTest } from '../../support/opened.js'
import { liveThrough, predictableVault } from './history.js'
import { combinations, combinationsWithMongo, storesOf, storesWithMongo } from './kinds.js'

const opened = openedByEachTest()
const clock = new FakeClock()
const vault = predictableVault()
const original = openMemoryLog()
let tickets: readonly TicketId[]
let expected: string

beforeAll(async () => {
  const api = await startTestApi({ log: original, vault })
  tickets = await liveThrough(api)
  expect((await api.post('/api/v1/audit/checkpoints', {})).status).toBe(201)
  expected = await proofsOf(original, api.deps.audit)
  await api.stop()
}, 60_000)

/** All that people hold in their hands, and the view's heads. */
async function proofsOf(log: EventLog, audit: Awaited<ReturnType<typeof testAudit>>): Promise<string> {
  const all: unknown[] = []
  for (const ticket of tickets) {
    const proven = await proveTicket(audit, ticket)
    const files = await bundleFiles(audit, proven, {
      exportedAt: 0,
      exportedBy: 'test',
      personal: undefined,
      names: new Map()
    })
    all.push([ticket, [...files].map(([name, bytes]) => [name, hash('sha256', bytes)])])
  }
  const latest = await audit.proofs.latest()
  const size = latest?.size ?? 0
  all.push([
    'checkpoint',
    latest?.note,
    (await audit.proofs.consistency(1, size)).map(one => one.toString('hex'))
  ])
  for (const level of ['entries', 0] as const)
    for (let index = 0; index < Math.ceil(tilesAt(size, 0) / tileWidth); index++) {
      const width = Math.min(tileWidth, size - index * tileWidth)
      const tile = await audit.proofs.tile({ level, index, width }, size)
      all.push([tilePath({ level, index, width }), tile && hash('sha256', tile)])
    }
  const events: RecordedEvent[] = []
  for await (const event of log.readStream('audit-checkpoints')) events.push(event)
  all.push(await audit.proofs.records(events))
  return JSON.stringify(all, null, 1)
}

async function sameProofs(log: EventLog, store: ReadStore, state: DeskState): Promise<void> {
  await copyLog(original, log, () => {})
  const audit = await testAudit({ log: withTypes(log, eventTypes), rawLog: log, store, state, vault, clock })
  const proofs = await proofsOf(log, audit)
  expect(proofs).toBe(expected)
  const view = await LeavesReads.of(store)
  expect((await view?.state())?.size).toBeGreaterThan(0)
}

const title =
  'the same log gives the same bundles, tiles and roots, byte for byte: log %s, views %s, state %s'
const patienceMs = 60_000

describe('without MongoDB', () => {
  const { logs, views, states } = storesOf(opened, clock)
  it.each(combinations)(
    title,
    async (log, view, state) => sameProofs(await logs[log](), await views[view](), await states[state]()),
    patienceMs
  )
})

await describeWithMongo('any', mongo => {
  const { logs, views, states } = storesWithMongo(opened, mongo, clock)
  it.each(combinationsWithMongo)(
    title,
    async (log, view, state) => sameProofs(await logs[log](), await views[view](), await states[state]()),
    patienceMs
  )
})

import { describe, expect, it } from '@jest/globals'
import type { DeskState } from '#desk-state'
import type { EventLog } from '#event-log'
import { FakeClock } from '#kernel'
import type { ReadStore } from '#read-store'
import {
  combinations,
  combinationsWithMongo,
  storesOf,
  storesWithMongo
} from '../../../../../test/golden/stores/kinds.js'
import { describeWithMongo } from '../../../../../test/servers/for-tests.js'
import { openedByEachTest } from '../../../../../test/support/opened.js'
import { startTestApi } from '../testing.js'

const opened = openedByEachTest()
const title = 'says what would have been and writes nothing: log %s, views %s, state %s'
const patienceMs = 60_000
const period = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }
const urgent = {
  name: 'Urgent words',
  on: ['ticket_opened', 'customer_message'],
  if: { all: [{ field: 'text', op: 'has_any', value: ['urgent'] }] },
  then: [{ set_priority: 'urgent' }, { note: 'look at this' }, { request_rating: true }]
}
const waits = {
  ...urgent,
  name: 'Urgent waits',
  after: { s: 60, who: 'team' },
  then: [{ transfer: 'billing' }]
}

async function writesNothing(log: EventLog, store: ReadStore, state: DeskState): Promise<void> {
  const api = await startTestApi({ log, store, state })
  opened.finally(() => api.stop())
  await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
  const ticket = await api.customerWrites(1, 'This is urgent')
  await api.customerWrites(2, 'This is not')
  await api.settled()
  await api.clock.advance(120_000)
  const answer = async () =>
    JSON.stringify((await api.get(`/api/v1/tickets/tkt_${ticket}?include=thread`)).body)
  const before = { head: await log.head(), answer: await answer() }
  for (const rule of [urgent, waits]) {
    const { body } = await api.post('/api/v1/rules/simulations', { ...period, rule_id: 'urgent', rule })
    expect(body.sum).toMatchObject({ ticket_count: 2, changed_count: 1, acted: { before: 0, after: 1 } })
    expect(body.tickets).toMatchObject([{ ticket_id: `tkt_${ticket}` }])
  }
  await api.settled()
  expect({ head: await log.head(), answer: await answer() }).toEqual(before)
  expect((await api.get('/api/v1/rules')).body.data).toEqual([])
}

describe('A simulation of a rule, without MongoDB', () => {
  const { logs, views, states } = storesOf(opened, new FakeClock())
  it.each(combinations)(
    title,
    async (log, view, state) => writesNothing(await logs[log](), await views[view](), await states[state]()),
    patienceMs
  )
})

await describeWithMongo('any', mongo => {
  const { logs, views, states } = storesWithMongo(opened, mongo, new FakeClock())
  it.each(combinationsWithMongo.slice(0, 1))(
    `A simulation of a rule ${title}`,
    async (log, view, state) => writesNothing(await logs[log](), await views[view](), await states[state]()),
    patienceMs
  )
})

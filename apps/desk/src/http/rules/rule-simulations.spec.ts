import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

let api: TestApi
beforeEach(async () => {
  api = await startTestApi()
  await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
})
afterEach(() => api.stop())

const period = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }
const urgent = {
  name: 'Urgent words',
  on: ['ticket_opened', 'customer_message'],
  if: { all: [{ field: 'text', op: 'has_any', value: ['urgent'] }] },
  then: [{ set_priority: 'urgent' }, { transfer: 'billing' }]
}
const simulate = (rule: object, rule_id = 'urgent', key?: string) =>
  api.post(
    '/api/v1/rules/simulations',
    { ...period, rule_id, rule },
    key === undefined ? undefined : { Authorization: `Bearer ${key}` }
  )
/** Looks again with each turn. */
async function until(is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) await new Promise(resolve => setImmediate(resolve))
}
const untilRunning = () => until(async () => (await api.deps.state.facts('simulation:')).length > 0)
const untilDone = (path: string) => until(async () => (await api.get(path)).body.state === 'done')
const mayRead = ['settings:read', 'tickets:read']
const keyOf = async (...scopes: string[]): Promise<string> =>
  (await api.post('/api/v1/api-keys', { name: scopes.join(), scopes })).body.key

describe('A simulation of a rule', () => {
  it('says what would have been different, by ticket and in sum, and writes nothing', async () => {
    const ticket = await api.customerWrites(1, 'This is urgent')
    await api.customerWrites(2, 'This is not')
    const head = await api.deps.reads.log.head()
    const { status, body, headers } = await simulate(urgent)
    expect([status, body.state, body.sum]).toEqual([
      200,
      'done',
      { ticket_count: 2, changed_count: 1, unknown_count: 0, acted: { before: 0, after: 1 } }
    ])
    expect(body.tickets).toEqual([
      {
        ...{ ticket_id: `tkt_${ticket}`, before: [], unknown: false },
        after: [
          {
            ...{ at: expect.any(String), on: 'ticket_opened', held_back: false },
            actions: ['priority urgent', 'moved to the queue billing']
          }
        ]
      }
    ])
    expect(await api.deps.reads.log.head()).toBe(head)
    const again = await api.get(String(headers.get('location')))
    expect([again.status, again.body]).toEqual([200, body])
  })

  it('of a rule that is in force compares with what it did', async () => {
    await api.send('PUT', '/api/v1/rules/urgent', { body: urgent })
    await api.customerWrites(1, 'This is urgent')
    await api.customerWrites(2, 'It is hot')
    const same = await simulate(urgent)
    expect(same.body.sum).toMatchObject({ changed_count: 0, acted: { before: 1, after: 1 } })
    const wider = await simulate({
      ...urgent,
      if: { all: [{ field: 'text', op: 'has_any', value: ['urgent', 'hot'] }] }
    })
    expect(wider.body.sum).toMatchObject({ changed_count: 1, acted: { before: 1, after: 2 } })
  })

  it('of the rule that is in force changes nothing on a clock that goes on between two looks', async () => {
    await api.send('PUT', '/api/v1/rules/urgent', { body: urgent })
    const start = api.clock.now()
    let looks = 0
    api.clock.now = () => start + ++looks
    await api.customerWrites(1, 'This is urgent')
    const { body } = await simulate(urgent)
    expect(body.sum).toMatchObject({ changed_count: 0, acted: { before: 1, after: 1 } })
  })

  it('of a rule that acts later fires it when its time would have come', async () => {
    const ticket = await api.customerWrites(1, 'Help')
    const late = {
      name: 'Late',
      on: ['ticket_opened'],
      after: { s: 600, who: 'team' },
      then: [{ add_tags: ['late'] }]
    }
    expect((await simulate(late)).body.sum.acted).toEqual({ before: 0, after: 0 })
    await api.clock.advance(660_000)
    const { body } = await simulate(late)
    expect(body.tickets[0]).toMatchObject({
      ticket_id: `tkt_${ticket}`,
      after: [{ at: '2026-01-05T09:10:00.000Z', actions: ['tags late added'] }]
    })
  })

  it('counts as unknown what its key may not see', async () => {
    await api.customerWrites(1, 'This is urgent')
    const { body } = await simulate(urgent, 'urgent', await keyOf(...mayRead))
    expect(body.sum).toMatchObject({ unknown_count: 1, acted: { before: 0, after: 0 } })
  })

  it('counts as unknown what stands in fields that its key may not see', async () => {
    const options = [{ id: 'pro', label: { en: 'Pro' } }]
    const plan = { name: 'Plan', type: 'select', decides: true, options }
    await api.send('PUT', '/api/v1/ticket-fields/plan', { body: plan })
    const ticket = await api.customerWrites(1, 'Hello')
    await api.settled()
    await api.send('PATCH', `/api/v1/tickets/tkt_${ticket}`, { body: { fields: { plan: 'pro' } } })
    const ofPlan = {
      ...{ name: 'Pro', on: ['fields_changed'], then: [{ set_priority: 'high' }] },
      if: { all: [{ field: 'field.plan', op: 'is', value: 'pro' }] }
    }
    expect((await simulate(ofPlan)).body.sum).toMatchObject({ unknown_count: 0, acted: { after: 1 } })
    const { body } = await simulate(ofPlan, 'urgent', await keyOf(...mayRead))
    expect(body.sum).toMatchObject({ unknown_count: 1, acted: { before: 0, after: 0 } })
  })

  it('that takes longer is answered at once, told while it runs, and then done; one whose process died has failed', async () => {
    await api.customerWrites(1, 'This is urgent')
    await api.settled()
    const { reads } = api.deps
    let goOn = () => {}
    const held = new Promise<void>(resolve => {
      goOn = resolve
    })
    const { tickets } = reads
    const find = tickets.find.bind(tickets)
    tickets.find = async asked => {
      await held
      return find(asked)
    }
    const asked = simulate(urgent)
    await untilRunning()
    await api.clock.advance(2000)
    const { status, body, headers } = await asked
    expect([status, body.state, body.sum]).toEqual([202, 'running', { ticket_count: 0 }])
    const path = String(headers.get('location'))
    expect((await api.get(path)).body.state).toBe('running')
    // It has said nothing for so long.
    await api.clock.advance(31_000)
    expect((await api.get(path)).body.state).toBe('failed')
    goOn()
    await untilDone(path)
    expect((await api.get(path)).body.sum).toMatchObject({ ticket_count: 1, changed_count: 1 })
  })

  it('is told to whoever asked for it, and to who administers the desk', async () => {
    await api.customerWrites(1, 'This is urgent')
    const [own, other] = [await keyOf(...mayRead), await keyOf(...mayRead, 'tickets:personal')]
    const path = String((await simulate(urgent, 'urgent', own)).headers.get('location'))
    const read = async (key: string) => (await api.get(path, { Authorization: `Bearer ${key}` })).status
    expect([await read(own), await read(other), await read(await keyOf('admin'))]).toEqual([200, 404, 200])
  })

  it('is refused with every mistake', async () => {
    const { status, body } = await simulate({ ...urgent, then: [{ transfer: 'nowhere' }] }, 'No Id')
    expect([status, body.errors.map((one: { pointer: string }) => one.pointer)]).toEqual([
      422,
      ['/rule_id', '/rule/then/0/transfer']
    ])
    expect((await api.get('/api/v1/rules/simulations/job_none')).status).toBe(404)
  })
})

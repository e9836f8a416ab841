import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

let api: TestApi
beforeEach(async () => {
  api = await startTestApi()
  await put('queues/billing', { name: 'Billing' })
})
afterEach(() => api.stop())

const put = (path: string, body: object) => api.send('PUT', `/api/v1/${path}`, { body })
const urgent = {
  name: 'Urgent words',
  on: ['ticket_opened', 'customer_message'],
  if: { all: [{ field: 'text', op: 'has_any', value: ['urgent'] }] },
  then: [{ set_priority: 'urgent' }, { transfer: 'billing' }]
}
const standings = async () => {
  const { body } = await api.get('/api/v1/rules')
  return body.data.map((one: { id: string; standing: object }) => [one.id, one.standing])
}

describe('Rules', () => {
  it('hold for what comes after the answer, and are seen among the decisions', async () => {
    const { status, body } = await put('rules/urgent', urgent)
    expect([status, body.standing, body.once, body.after]).toEqual([
      201,
      { state: 'active', why: null },
      'ticket',
      null
    ])
    const ticket = await api.customerWrites(1, 'This is urgent')
    const { body: told } = await api.get(`/api/v1/tickets/tkt_${ticket}`)
    expect([told.priority, told.queue_id]).toEqual(['urgent', 'billing'])
    const decisions = await api.get(`/api/v1/tickets/tkt_${ticket}/decisions`)
    expect(decisions.body.data).toEqual([
      {
        ...{ at: expect.any(String), event_id: expect.any(String) },
        ...{ kind: 'rule', what: 'applied', by: { id: 'urgent', version: 0 }, chosen: 'billing' },
        because:
          'The rule urgent did this because the ticket was opened: priority urgent, moved to the queue billing. Found in text: “urgent”.',
        ...{ candidates: [], more_candidates: 0, matched: [{ field: 'text', terms: ['urgent'] }] }
      }
    ])
  })

  it('ask of whoever gets the ticket what its `required_skills` tell', async () => {
    const skills = [{ skill: 'German', drop_after_s: 600 }, { skill: 'tax' }]
    await put('rules/german', { ...urgent, then: [{ require_skills: skills }] })
    const ticket = await api.customerWrites(1, 'This is urgent')
    const { body } = await api.get(`/api/v1/tickets/tkt_${ticket}`)
    expect(body.required_skills).toEqual([
      { skill: 'german', drop_after_s: 600 },
      { skill: 'tax', drop_after_s: null }
    ])
  })

  it('say how they stand: off, broken by what was retired, held back on a ticket', async () => {
    await put('rules/a', urgent)
    await put('queues/gone', { name: 'Gone' })
    await put('rules/b', { ...urgent, position: 1, enabled: false, then: [{ transfer: 'gone' }] })
    expect(await standings()).toEqual([
      ['a', { state: 'active', why: null }],
      ['b', { state: 'off', why: expect.any(String) }]
    ])
    const inUse = await api.send('DELETE', '/api/v1/queues/billing')
    expect([inUse.status, inUse.body.type, inUse.body.used_by]).toEqual([
      409,
      '/problems/queue_in_use',
      'rules/a'
    ])
    expect((await api.send('DELETE', '/api/v1/queues/gone')).status).toBe(204)
    await api.settled()
    expect((await standings())[1]).toEqual([
      'b',
      { state: 'broken', why: expect.stringContaining('queue gone') }
    ])
    const again = await put('rules/b', { ...urgent, then: [{ transfer: 'gone' }] })
    expect([again.status, again.body.errors[0].pointer]).toEqual([422, '/then/0/transfer'])
  })

  it('are broken where they wait in business time and nothing says which', async () => {
    const late = { ...urgent, after: { s: 60, clock: 'business' } }
    await put('rules/late', late)
    expect(await standings()).toEqual([
      ['late', { state: 'broken', why: expect.stringContaining('no SLA policy') }]
    ])
    const weekly = { mon: [['09:00', '17:00']] }
    await put('calendars/office', { name: 'Office', time_zone: 'UTC', weekly })
    await put('rules/late', { ...late, after: { ...late.after, calendar_id: 'office' } })
    expect(await standings()).toEqual([['late', { state: 'active', why: null }]])
  })

  it('are broken where whom they assign has left', async () => {
    const agent = `agt_${await api.agent(7, 'Ann')}`
    await put('rules/anns', { ...urgent, then: [{ assign_agent: agent }] })
    expect(await standings()).toEqual([['anns', { state: 'active', why: null }]])
    await api.send('DELETE', `/api/v1/agents/${agent}`)
    const broken = { state: 'broken', why: expect.stringContaining('/then/0/assign_agent') }
    expect(await standings()).toEqual([['anns', broken]])
    expect((await api.get('/api/v1/rules/anns')).body.standing).toEqual(broken)
  })

  it('that would move a ticket a sixth time are paused until the hour ends, and say so', async () => {
    const toss = (from: string, to: string) => ({
      ...{ name: to, on: ['priority_changed'], then: [{ transfer: to }], once: 'event', stop: true },
      if: { all: [{ field: 'queue_id', op: 'is', value: from }] }
    })
    await put('rules/there', toss('general', 'billing'))
    await put('rules/back', toss('billing', 'general'))
    const ticket = await api.customerWrites(1, 'Help')
    for (let n = 0; n < 7; n++)
      await api.act(ticket, { type: 'ChangePriority', priority: n % 2 === 0 ? 'high' : 'low' })
    const { body } = await api.get('/api/v1/rules/back')
    expect(body.standing).toEqual({
      state: 'paused',
      why: 'It was held back on 1 ticket, moved by the desk five times within an hour; there it does not act before 2026-01-05T10:00:00.000Z.'
    })
    const decisions = await api.get(`/api/v1/tickets/tkt_${ticket}/decisions`)
    const last = decisions.body.data.at(-1)
    expect([last.what, last.by]).toEqual(['held_back', { id: 'back', version: 0 }])
    await api.clock.advance(3_600_000)
    expect((await api.get('/api/v1/rules/back')).body.standing).toEqual({ state: 'active', why: null })
  })

  it.each<[string, object]>([
    ['/then/0/note', { then: [{ note: ' \n' }] }],
    ['/then/0/notify/text', { then: [{ notify: { who: 'leads', text: ' ' } }] }],
    ['/after/while', { after: { s: 60, while: [] } }],
    ['/if/all/0/value', { if: { all: [{ field: 'sla.metric', op: 'is', value: 'first_answer' }] } }],
    ['/if/all/0/value', { if: { all: [{ field: 'sla.reason', op: 'in', value: ['lowered'] }] } }]
  ])('that could never do what they say are refused: %s', async (pointer, part) => {
    const { status, body } = await put('rules/never', { ...urgent, ...part })
    expect([status, body.errors.map((one: { pointer: string }) => one.pointer)]).toEqual([422, [pointer]])
  })

  it('that are wrong are 422 with every pointer', async () => {
    const { status, body } = await put('rules/wrong', {
      ...urgent,
      ...{ then: [{ transfer: 'nowhere' }], if: { all: [{ field: 'text', op: 'matches', value: 'a(' }] } }
    })
    expect([status, body.errors.map((one: { pointer: string }) => one.pointer)]).toEqual([
      422,
      ['/if/all/0/value', '/then/0/transfer']
    ])
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { policyOf, targetsFor } from '#domain'
import type { TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const open = (from: string, to: string) => ({
  name: 'Office',
  time_zone: 'UTC',
  weekly: Object.fromEntries(days.map(day => [day, [[from, to]]]))
})
const policy = (targetS: number, more: object = {}) => ({
  name: 'Standard',
  position: 5,
  calendar_id: 'office',
  targets: [{ metric: 'first_reply', target_s: targetS }],
  ...more
})
const period = { from: '2026-01-05T00:00:00Z', to: '2026-01-06T00:00:00Z' }

describe('What if', () => {
  let api: TestApi
  const ids: TicketId[] = []

  /** Three tickets with two hours for the first reply, the third of them urgent since it opened; it is noon. */
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/calendars/office', { body: open('08:00', '18:00') })
    const body = policy(7200)
    await api.send('PUT', '/api/v1/sla-policies/standard', { body })
    const start = api.clock.now()
    for (let n = 0; n < 3; n++) {
      const ticket = await api.customerWrites(100 + n, `Help ${n}`)
      ids.push(ticket)
      if (n === 2) await api.act(ticket, { type: 'ChangePriority', priority: 'urgent' })
      await api.act(ticket, {
        type: 'ApplySla',
        policyId: 'standard',
        policyVersion: 0,
        calendarId: 'office',
        calendarVersion: 0,
        zoneData: '2025b',
        targets: targetsFor(policyOf('standard', 0, body), 'normal'),
        notify: { warn: true, breach: true },
        cause: 'opened',
        at: start
      })
    }
    await api.clock.advance(3 * 3_600_000)
    await api.settled()
  })
  afterAll(() => api.stop())

  const simulate = async (body: object) => api.post('/api/v1/sla/simulations', { ...period, ...body })
  const counts = (met: number, breached: number, stillOpen: number) => ({ met, breached, open: stillOpen })

  it('a policy that holds already changes nothing', async () => {
    const { status, body } = await simulate({ policy_id: 'standard', policy: policy(7200) })
    expect([status, body]).toEqual([
      200,
      {
        from: '2026-01-05T00:00:00.000Z',
        to: '2026-01-06T00:00:00.000Z',
        ticket_count: 3,
        changed_count: 0,
        sum: [{ metric: 'first_reply', before: counts(0, 3, 0), after: counts(0, 3, 0) }],
        tickets: []
      }
    ])
  })

  it('a policy allowed more time: nothing would be breached, and nothing is written', async () => {
    const head = await api.deps.reads.log.head()
    const { body } = await simulate({ policy_id: 'standard', policy: policy(14_400) })
    expect([body.changed_count, body.sum[0].after]).toEqual([3, counts(0, 0, 3)])
    const first = body.tickets.find((one: { ticket_id: string }) => one.ticket_id === `tkt_${ids[0]}`)
    expect(first).toEqual({
      ticket_id: `tkt_${ids[0]}`,
      clocks: [
        {
          metric: 'first_reply',
          instance: 1,
          before: {
            state: 'breached',
            target_s: 7200,
            elapsed_s: 10_800,
            breach_at: '2026-01-05T11:00:00.000Z',
            breached_at: '2026-01-05T11:00:00.000Z'
          },
          after: {
            state: 'running',
            target_s: 14_400,
            elapsed_s: 10_800,
            breach_at: '2026-01-05T13:00:00.000Z',
            breached_at: null
          }
        }
      ]
    })
    expect(await api.deps.reads.log.head()).toBe(head)
  })

  it('a new policy came before the others, for those it fits', async () => {
    const draft = policy(28_800, { position: 1, filter: { priority: ['urgent'] } })
    const { body } = await simulate({ policy_id: 'vip', policy: draft })
    expect(body.tickets.map(({ ticket_id }: { ticket_id: string }) => ticket_id)).toEqual([`tkt_${ids[2]}`])
    expect(body.sum).toEqual([{ metric: 'first_reply', before: counts(0, 3, 0), after: counts(0, 2, 1) }])
  })

  it('a calendar opened later', async () => {
    const { body } = await simulate({ calendar_id: 'office', calendar: open('11:00', '18:00') })
    expect([body.changed_count, body.sum[0].after]).toEqual([3, counts(0, 0, 3)])
    expect(body.tickets[0].clocks[0].after).toMatchObject({ elapsed_s: 3600, breached_at: null })
  })

  it('another period has other tickets', async () => {
    const { body } = await simulate({
      from: '2026-01-04T00:00:00Z',
      to: '2026-01-05T00:00:00Z',
      policy_id: 'standard',
      policy: policy(1)
    })
    expect(body).toMatchObject({ ticket_count: 0, changed_count: 0, sum: [], tickets: [] })
  })

  it('names what is wrong with what was asked', async () => {
    const pointers = async (body: object) => {
      const { status, body: answer } = await simulate(body)
      expect(status).toBe(422)
      return answer.errors.map((error: { pointer: string }) => error.pointer)
    }
    const calendar = open('08:00', '18:00')
    expect(await pointers({})).toEqual(['/policy'])
    expect(await pointers({ policy_id: 'p', policy: policy(60), calendar_id: 'c', calendar })).toEqual([
      '/policy'
    ])
    expect(await pointers({ policy: policy(60) })).toEqual(['/policy_id'])
    expect(await pointers({ policy_id: 'p', policy: policy(0) })).toEqual(['/policy/targets/0/target_s'])
    expect(await pointers({ policy_id: 'p', policy: policy(60, { calendar_id: 'x' }) })).toEqual([
      '/policy/calendar_id'
    ])
    expect(await pointers({ calendar_id: 'c', calendar: { ...calendar, time_zone: 'x' } })).toEqual([
      '/calendar/time_zone'
    ])
    expect(await pointers({ calendar_id: 'c', calendar, from: 'x', to: period.from, colour: 1 })).toEqual([
      '/colour',
      '/from'
    ])
    expect(await pointers({ calendar_id: 'c', calendar, to: period.from })).toEqual(['/to'])
  })
})

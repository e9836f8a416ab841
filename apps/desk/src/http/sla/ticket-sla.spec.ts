import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { policyOf, type Target, type TicketCommand, targetsFor } from '#domain'
import type { AgentId, MessageId, TicketId } from '#kernel'
import { conceal } from '#privacy'
import { startTestApi, type TestApi } from '../testing.js'

const week = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri'].map(day => [
    day,
    [
      ['08:00', '10:00'],
      ['11:00', '18:00']
    ]
  ])
)
const office = { name: 'Office', time_zone: 'UTC', weekly: week }
const targets = policyOf('standard', 0, {
  calendar_id: 'office',
  targets: [
    { metric: 'first_reply', target_s: 7200, warn_before_s: [600] },
    { metric: 'agent_work', target_s: 36_000, clock: 'calendar' }
  ]
})

describe('The clocks of a ticket', () => {
  let api: TestApi
  let ticket: TicketId
  let path: string
  const minutes = (n: number) => api.clock.advance(n * 60_000)

  beforeEach(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/calendars/office', { body: office })
    ticket = await api.customerWrites(1, 'Help')
    path = `/api/v1/tickets/tkt_${ticket}/sla`
  })
  afterEach(() => api.stop())

  const apply = (more: Partial<Extract<TicketCommand, { type: 'ApplySla' }>> = {}) =>
    api.act(ticket, {
      type: 'ApplySla',
      policyId: 'standard',
      policyVersion: 0,
      calendarId: 'office',
      calendarVersion: 0,
      zoneData: '2025b',
      targets: targetsFor(targets, 'normal'),
      notify: { warn: true, breach: true },
      cause: 'opened',
      at: api.clock.now(),
      ...more
    })

  it('are none while no policy was applied', async () => {
    expect((await api.get(path)).body).toEqual({
      ticket_id: `tkt_${ticket}`,
      policy: null,
      calendar: null,
      zone_data: null,
      clocks: []
    })
    expect((await api.get(`${path}/explanation`)).body).toEqual({ clocks: [] })
  })

  it('tell the policy, the calendar and each deadline', async () => {
    await apply()
    await minutes(30)
    const { body, headers } = await api.get(path)
    expect(headers.get('x-projection-position')).not.toBeNull()
    expect(body).toEqual({
      ticket_id: `tkt_${ticket}`,
      policy: { id: 'standard', version: 0 },
      calendar: { id: 'office', version: 0 },
      zone_data: '2025b',
      clocks: [
        {
          metric: 'first_reply',
          instance: 1,
          state: 'running',
          target_s: 7200,
          elapsed_s: 1800,
          remaining_s: 5400,
          started_at: '2026-01-05T09:00:00.000Z',
          due_at: '2026-01-05T12:00:00.000Z',
          breach_at: '2026-01-05T12:00:00.000Z',
          breached_at: null,
          met_at: null,
          warnings: [{ at: '2026-01-05T11:50:00.000Z', before_s: 600 }],
          pauses: []
        },
        expect.objectContaining({ metric: 'agent_work', due_at: '2026-01-05T19:00:00.000Z' })
      ]
    })
  })

  it('are told as they stood at any time, by what was recorded then', async () => {
    await minutes(10)
    await apply()
    await minutes(300)
    const first = async (query: string) => {
      const { status, body } = await api.get(`${path}?as_of=${query}`)
      return status === 200 ? (body.clocks[0]?.state ?? 'none') : status
    }
    expect(await first('2026-01-05T08:59:59Z')).toBe(404)
    expect(await first('2026-01-05T09:05:00Z')).toBe('none')
    expect(await first('2026-01-05T12:00:00Z')).toBe('running')
    expect(await first('2026-01-05T12:00:00.001Z')).toBe('breached')
    expect(await first('2027-01-05T12:00:00Z')).toBe(400)
    expect((await api.get(`${path}?colour=red`)).status).toBe(400)
    expect((await api.get('/api/v1/tickets/tkt_1/sla')).status).toBe(404)
  })

  it('are told as they stood right after any event, also of those recorded at once', async () => {
    await minutes(10)
    await apply()
    await minutes(20)
    await api.act(ticket, { type: 'HoldTicket' })
    await api.act(ticket, { type: 'ResumeTicket' })
    await minutes(300)
    const { data } = (await api.get(`/api/v1/tickets/tkt_${ticket}/events?limit=100`)).body
    const of = (type: string) => data.filter((event: { type: string }) => event.type === type)
    const [held, resumed] = of('TicketStatusChanged')
    const clocksAfter = async ({ revision }: { revision: number }) => {
      const { body } = await api.get(`${path}?as_of_revision=${revision}`)
      return body.clocks.map(
        ({ state, elapsed_s: s }: { state: string; elapsed_s: number }) => `${state} ${s}`
      )
    }
    expect(await clocksAfter(data[0])).toEqual([])
    expect(await clocksAfter(of('SlaApplied')[0])).toEqual(['running 600', 'running 600'])
    expect(await clocksAfter(held)).toEqual(['running 1800', 'paused 1800'])
    expect(await clocksAfter(resumed)).toEqual(['running 1800', 'running 1800'])
    const explained = await api.get(`${path}/explanation?as_of_revision=${held.revision}`)
    expect(explained.body.clocks[1].verdict).toBe('paused')
    expect((await api.get(`${path}?as_of_revision=${data.length}`)).status).toBe(404)
    expect((await api.get(`${path}?as_of_revision=0&as_of=2026-01-05T09:05:00Z`)).status).toBe(400)
  })

  it('stand still while the status says so, and show the pause', async () => {
    await apply()
    await minutes(10)
    await api.act(ticket, { type: 'HoldTicket' })
    await minutes(20)
    const work = async () => (await api.get(path)).body.clocks[1]
    expect(await work()).toMatchObject({
      state: 'paused',
      elapsed_s: 600,
      due_at: null,
      breach_at: null,
      pauses: [{ from: '2026-01-05T09:10:00.000Z', to: null, cause: 'status' }]
    })
    await api.act(ticket, { type: 'ResumeTicket' })
    expect(await work()).toMatchObject({ state: 'running', due_at: '2026-01-05T19:20:00.000Z' })
  })

  it('are explained by steps that add up, each with the event that began it', async () => {
    const ann = await api.agent(7, 'Ann')
    await apply()
    for (const wait of [7, 11, 13]) {
      await api.clock.advance(wait * 60_000 + 333)
      await api.act(ticket, { type: 'HoldTicket' })
      await api.clock.advance(400_777)
      await api.act(ticket, { type: 'ResumeTicket' })
    }
    await answer(ann)
    await minutes(5)
    const { body } = await api.get(`${path}/explanation`)
    const sla = (await api.get(path)).body
    const known = (await api.get(`/api/v1/tickets/tkt_${ticket}/events?limit=100`)).body.data
    const ids = new Set(known.map(({ id }: { id: string }) => id))
    expect(body.clocks).toHaveLength(2)
    for (const [index, clock] of body.clocks.entries()) {
      const told = sla.clocks[index]
      expect([clock.verdict, clock.counted_s, clock.target_s]).toEqual([
        told.state,
        told.elapsed_s,
        told.target_s
      ])
      let sum = 0
      let until = told.started_at
      for (const step of clock.steps) {
        expect(step.from).toBe(until)
        expect(ids).toContain(step.event_id)
        expect(['counts', 'status']).toContain(step.why)
        until = step.to
        sum += step.counted_s
      }
      expect(sum).toBe(clock.counted_s)
      expect(until).toBe(told.met_at ?? new Date(api.clock.now()).toISOString())
    }
    expect(body.clocks[0].verdict).toBe('met')
  })

  it('keep counting by the calendar of their time when it is published anew or retired', async () => {
    await apply()
    const before = (await api.get(path)).body
    await api.send('PUT', '/api/v1/calendars/office', {
      body: { ...office, weekly: { sun: [['08:00', '09:00']] } }
    })
    await api.send('DELETE', '/api/v1/calendars/office')
    expect((await api.get(path)).body).toEqual(before)
  })

  it('a breach on record stays, with its true instant, when the answer came after it', async () => {
    const ann = await api.agent(7, 'Ann')
    await apply()
    await minutes(200)
    const [first] = targets.targets as readonly Target[]
    if (!first) throw new Error('the policy has a target')
    await api.act(ticket, {
      type: 'BreachSla',
      metric: 'first_reply',
      instance: 1,
      targetS: first.targetS,
      at: Date.UTC(2026, 0, 5, 12),
      noticedAt: api.clock.now(),
      inDigest: false,
      reason: 'time_passed'
    })
    await answer(ann)
    const [clock] = (await api.get(path)).body.clocks
    expect(clock).toMatchObject({
      state: 'breached',
      breached_at: '2026-01-05T12:00:00.000Z',
      met_at: '2026-01-05T12:20:00.000Z',
      elapsed_s: 8400,
      remaining_s: -1200
    })
  })

  /** The agent answers, and Telegram accepts it at once. */
  async function answer(agentId: AgentId) {
    const messageId = '00000000-0000-4000-8000-00000000000a' as MessageId
    const now = api.clock.now()
    await api.act(ticket, {
      type: 'RequestReply',
      messageId,
      agentId,
      source: { kind: 'api' },
      kind: 'text',
      sentAt: now,
      mediaGroup: null,
      personal: conceal({ text: 'Here', entities: null, file: null, forwarded_from: null }),
      now
    })
    await api.act(ticket, {
      type: 'ConfirmReply',
      messageId,
      telegramMessageIds: [1],
      acceptedAt: now,
      afterReply: 'in_progress'
    })
  }
})

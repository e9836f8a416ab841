import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { policyOf, targetsFor } from '#domain'
import type { MessageId } from '#kernel'
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

describe('What became of the clocks of a period', () => {
  let api: TestApi

  /** Opened at nine, with two hours for the first reply; answered after 30 minutes, 3 hours, 4 hours, never. */
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/calendars/office', { body: { name: 'O', time_zone: 'UTC', weekly: week } })
    const agentId = await api.agent(7, 'Ann')
    const target = { metric: 'first_reply', target_s: 7200 }
    const targets = targetsFor(policyOf('p', 0, { targets: [target] }), 'normal')
    const start = api.clock.now()
    const tickets = []
    for (let n = 0; n < 4; n++) tickets.push(await api.customerWrites(100 + n, `Help ${n}`))
    for (const ticket of tickets) {
      await api.act(ticket, {
        type: 'ApplySla',
        policyId: 'standard',
        policyVersion: 0,
        calendarId: 'office',
        calendarVersion: 0,
        zoneData: '2025b',
        targets,
        notify: { warn: true, breach: true },
        cause: 'opened',
        at: start
      })
    }
    for (const [n, minutes] of [30, 180, 240].entries()) {
      const now = start + minutes * 60_000
      await api.clock.advance(now - api.clock.now())
      const ticket = tickets[n]
      if (!ticket) throw new Error('no such ticket')
      const messageId = `00000000-0000-4000-8000-00000000000${n}` as MessageId
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
      const accepted = { telegramMessageIds: [n], acceptedAt: now, afterReply: 'in_progress' } as const
      await api.act(ticket, { type: 'ConfirmReply', messageId, ...accepted })
    }
    await api.clock.advance(86_400_000)
  })
  afterAll(() => api.stop())

  const attainment = async (query: string) => (await api.get(`/api/v1/sla/attainment?${query}`)).body
  const day = 'from=2026-01-05T00:00:00Z&to=2026-01-06T00:00:00Z'

  it('counts met and breached, and how long it took by the calendar and by the clock', async () => {
    expect(await attainment(day)).toEqual({
      from: '2026-01-05T00:00:00.000Z',
      to: '2026-01-06T00:00:00.000Z',
      group_by: null,
      data: [
        {
          group: null,
          metric: 'first_reply',
          met: 2,
          breached: 2,
          business: { p50_s: 7200, p90_s: 10_800, p99_s: 10_800 },
          calendar: { p50_s: 10_800, p90_s: 14_400, p99_s: 14_400 }
        }
      ]
    })
  })

  it('groups by queue, priority and policy', async () => {
    for (const [by, group] of [
      ['queue', 'general'],
      ['priority', 'normal'],
      ['policy', 'standard']
    ]) {
      const { data } = await attainment(`${day}&group_by=${by}`)
      expect(data).toEqual([expect.objectContaining({ group, met: 2, breached: 2 })])
    }
  })

  it('counts a verdict in the period in which it fell', async () => {
    const at = (from: string, to: string) => attainment(`from=2026-01-05T${from}Z&to=2026-01-05T${to}Z`)
    expect((await at('00:00:00', '09:00:00')).data).toEqual([])
    expect((await at('09:00:00', '10:00:00')).data).toEqual([
      expect.objectContaining({ met: 1, breached: 0, business: { p50_s: 1800, p90_s: 1800, p99_s: 1800 } })
    ])
    expect((await at('12:30:00', '14:00:00')).data).toEqual([
      expect.objectContaining({
        met: 0,
        breached: 0,
        business: { p50_s: 10_800, p90_s: 10_800, p99_s: 10_800 }
      })
    ])
  })

  it.each([
    '',
    'from=2026-01-05T00:00:00Z',
    'from=2026-01-06T00:00:00Z&to=2026-01-05T00:00:00Z',
    `${day}&group_by=mood`,
    `${day}&colour=red`
  ])('refuses %s', async query => {
    expect((await api.get(`/api/v1/sla/attainment?${query}`)).status).toBe(400)
  })
})

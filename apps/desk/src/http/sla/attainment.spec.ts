import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { policyOf, targetsFor } from '#domain'
import type { MessageId } from '#kernel'
import { conceal } from '#privacy'
import { startTestApi, type TestApi, testKey } from '../testing.js'

const week = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri'].map(day => [
    day,
    [
      ['08:00', '10:00'],
      ['11:00', '18:00']
    ]
  ])
)

interface Numbers {
  readonly met: number
  readonly breached: number
}

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
      definition: expect.stringContaining('met'),
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

  it('is narrowed down by what tickets are now', async () => {
    const counted = async (filter: string) =>
      (await attainment(`${day}&${filter}`)).data.map(({ met, breached }: Numbers) => [met, breached])
    expect(await counted('queue=general')).toEqual([[2, 2]])
    expect(await counted('queue=other')).toEqual([])
    expect(await counted('priority=normal,low')).toEqual([[2, 2]])
    expect(await counted('priority=urgent')).toEqual([])
    expect(await counted('tag=vip')).toEqual([])
    // Who answered has the ticket; the one that nobody answered has nobody.
    expect(await counted('agent=none')).toEqual([[0, 1]])
  })

  it('tells the tickets behind each number: as many as it says, also as a file', async () => {
    const rows = (query: string) =>
      api.get(`/api/v1/sla/attainment/tickets?${day}&metric=first_reply&${query}`)
    const met = (await rows('of=met&group_by=queue&key=general')).body.data
    const quick = {
      ...{ ticket_id: expect.stringMatching(/^tkt_/), code: expect.any(String), value_s: 1800 },
      ...{ began_at: '2026-01-05T09:00:00.000Z', ended_at: '2026-01-05T09:30:00.000Z' }
    }
    expect(met).toHaveLength(2)
    expect(met).toContainEqual(quick)
    const missed = (await rows('of=breached')).body.data
    expect(missed.map(({ value_s }: { value_s: number }) => value_s)).toEqual([7200, 7200])
    expect((await rows('of=met&group_by=queue&key=other')).body.data).toEqual([])
    expect((await rows('of=met&agent=none')).body.data).toEqual([])
    const first = (await rows('of=breached&limit=1')).body
    const second = (await rows(`of=breached&limit=1&cursor=${first.page.next_cursor}`)).body
    expect([...first.data, ...second.data]).toEqual(missed)
    const asked = `${api.url}/api/v1/sla/attainment/tickets?${day}&metric=first_reply&of=met`
    const file = await fetch(asked, { headers: { Authorization: `Bearer ${testKey}`, Accept: 'text/csv' } })
    const lines = (await file.text()).trimEnd().split('\r\n')
    expect([lines[0], lines.length]).toEqual(['ticket_id,code,began_at,ended_at,value_s', 3])
    for (const query of ['of=met&key=general', 'of=late', 'key=x'])
      expect([query, (await rows(query)).status]).toEqual([query, 400])
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

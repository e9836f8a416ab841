import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { policyOf, targetsFor } from '#domain'
import type { AgentId, MessageId, TicketId } from '#kernel'
import { conceal } from '#privacy'
import { startTestApi, type TestApi } from '../testing.js'

const minute = 60_000
const week = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri'].map(weekday => [weekday, [['10:00', '18:00']]])
)

describe('The reports on times and agents', () => {
  let api: TestApi
  let ann: AgentId
  let bob: AgentId
  const tickets: TicketId[] = []
  let messages = 0

  const pass = (minutes: number) => api.clock.advance(minutes * minute)
  async function replies(ticketId: TicketId | undefined, agentId: AgentId | null) {
    if (!ticketId) throw new Error('no such ticket')
    const now = api.clock.now()
    const messageId = `00000000-0000-4000-8000-0000000000${10 + ++messages}` as MessageId
    const personal = conceal({ text: 'Here', entities: null, file: null, forwarded_from: null })
    const source = { kind: 'api' } as const
    const reply = {
      messageId,
      agentId,
      source,
      kind: 'text',
      sentAt: now,
      mediaGroup: null,
      personal,
      now
    } as const
    await api.act(ticketId, { type: 'RequestReply', ...reply })
    const accepted = { telegramMessageIds: [messages], acceptedAt: now, afterReply: 'in_progress' } as const
    await api.act(ticketId, { type: 'ConfirmReply', messageId, ...accepted })
  }
  const resolves = (ticket: TicketId | undefined) =>
    api.post(`/api/v1/tickets/tkt_${ticket}/status-changes`, { to: 'resolved' })

  /**
   * Monday, 9:00. Three write; the office opens at ten. Ann answers the first after half an hour, Bob the second, which is Ann's,
   * after two hours; the third is answered by a program alone. The first is resolved at 11:30 and comes back at 12:00, rated 5 in
   * between; Bob answers at 12:45, and it is resolved again at 13:00. Nobody answers what the third wanted.
   */
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/calendars/office', { body: { name: 'O', time_zone: 'UTC', weekly: week } })
    ann = await api.agent(7, 'Ann')
    bob = await api.agent(8, 'Bob')
    for (let n = 0; n < 3; n++) tickets.push(await api.customerWrites(100 + n, `Help ${n}`))
    const [first, second, third] = tickets
    const at = api.clock.now()
    for (const ticketId of [first, second]) {
      if (!ticketId) continue
      const policy = { policyId: 'p', policyVersion: 0, calendarId: 'office', calendarVersion: 0 }
      const targets = targetsFor(
        policyOf('p', 0, { targets: [{ metric: 'first_reply', target_s: 7200 }] }),
        'normal'
      )
      const notify = { warn: true, breach: true }
      await api.act(ticketId, {
        type: 'ApplySla',
        ...policy,
        zoneData: '2026a',
        targets,
        notify,
        cause: 'opened',
        at
      })
    }
    await pass(30)
    await replies(first, ann)
    await api.post(`/api/v1/tickets/tkt_${second}/assignments`, { agent_id: `agt_${ann}` })
    await pass(90)
    await replies(second, bob)
    await replies(third, null)
    await pass(30)
    await resolves(first)
    if (first) await api.act(first, { type: 'RequestRating', now: api.clock.now() })
    const rate = { resolution: 1, low: false, telegramMessageId: 900 } as const
    if (first) await api.act(first, { type: 'RateTicket', ...rate, score: 3, now: api.clock.now() })
    if (first) await api.act(first, { type: 'RateTicket', ...rate, score: 5, now: api.clock.now() })
    await pass(30)
    await api.customerWrites(100, 'Still broken')
    await pass(45)
    await replies(first, bob)
    await pass(15)
    await resolves(first)
    if (first) await api.act(first, { type: 'RequestRating', now: api.clock.now() })
    await pass(60)
    await api.settled()
  })
  afterAll(() => api.stop())

  const period = 'from=2026-01-05T00:00:00Z&to=2026-01-06T00:00:00Z'
  const report = async (path: string) => (await api.get(`/api/v1/reports/${path}`)).body

  it('say how long first replies took, and how many are owed', async () => {
    const { total, groups, definition } = await report(
      `times?${period}&metric=first_reply&group_by=hour_of_week`
    )
    const told = { n: 2, median_s: 1800, p90_s: 7200, p99_s: 7200, unfinished: 1, without_calendar: 0 }
    expect(total).toEqual(told)
    expect(groups).toEqual([{ key: 'mon-09', ...told }])
    expect(definition).toContain('/sla/attainment')
  })

  it('count by the calendar of the policy, and apart what was under none', async () => {
    const { total } = await report(`times?${period}&metric=first_reply&clock=business`)
    // Before ten nothing counts.
    expect(total).toEqual({ n: 2, median_s: 0, p90_s: 3600, p99_s: 3600, unfinished: 1, without_calendar: 0 })
    const { data } = await report(`times/tickets?${period}&metric=first_reply&clock=business`)
    expect(new Set(data.map((row: { value_s: number | null }) => row.value_s))).toEqual(
      new Set([0, 3600, null])
    )
    await resolves(tickets[2])
    await api.settled()
    const resolution = await report(`times?${period}&metric=resolution&clock=business`)
    expect(resolution.total).toMatchObject({ n: 2, without_calendar: 1, unfinished: 1 })
  })

  it('begin next_reply and resolution anew where a ticket comes back', async () => {
    const { total: next } = await report(`times?${period}&metric=next_reply`)
    expect(next).toMatchObject({ n: 3, median_s: 2700, p99_s: 7200, unfinished: 1 })
    const { data } = await report(`times/tickets?${period}&metric=resolution&agent=agt_${ann}`)
    // 9:00 to 11:30, and 12:00 to 13:00; the time between counts in neither.
    const code = expect.any(String)
    const ticket_id = `tkt_${tickets[0]}`
    expect(data).toContainEqual({
      ticket_id,
      code,
      began_at: '2026-01-05T09:00:00.000Z',
      ended_at: '2026-01-05T11:30:00.000Z',
      value_s: 9000
    })
    expect(data).toContainEqual({
      ticket_id,
      code,
      began_at: '2026-01-05T12:00:00.000Z',
      ended_at: '2026-01-05T13:00:00.000Z',
      value_s: 3600
    })
  })

  it('tell of each agent what they answered, and what became of what they resolved', async () => {
    const { groups } = await report(`agents?${period}`)
    const first = (n: number, value: number | null) => ({ n, median_s: value, p90_s: value })
    const byKey = Object.fromEntries(groups.map(({ key, ...rest }: { key: string }) => [key, rest]))
    expect(byKey[`agt_${ann}`]).toEqual({
      replies: 1,
      tickets: 1,
      resolved: 2,
      reopened: 1,
      first_reply: first(1, 1800),
      rating: { n: 1, good_share: 1 }
    })
    expect(byKey[`agt_${bob}`]).toEqual({
      replies: 2,
      tickets: 2,
      resolved: 0,
      reopened: 0,
      first_reply: first(1, 7200),
      rating: { n: 0, good_share: null }
    })
  })

  it('tell what customers said, by the last rating of each resolution', async () => {
    const { total } = await report(`ratings?${period}`)
    expect(total).toEqual({
      n: 1,
      asked: 2,
      response_rate: 0.5,
      score: 5,
      good_share: 1,
      wilson: { low: 0.2065, high: 1 }
    })
    expect((await report(`ratings/tickets?${period}`)).data).toHaveLength(1)
    expect((await report(`ratings/tickets?${period}&of=asked`)).data).toHaveLength(2)
  })

  it('show what a number is made of, as many rows as it says, by page and as CSV', async () => {
    const numbers = {
      agents: ['replies', 'tickets', 'resolved', 'reopened'],
      volume: ['created', 'resolved']
    }
    for (const [name, all] of Object.entries(numbers)) {
      const { total, groups } = await report(`${name}?${period}&group_by=agent`)
      for (const of of all) {
        const rows = await report(`${name}/tickets?${period}&group_by=agent&of=${of}&limit=100`)
        expect([of, rows.data.length]).toEqual([of, total[of]])
        for (const group of groups) {
          const key = group.key ?? ''
          const own = await report(`${name}/tickets?${period}&group_by=agent&of=${of}&key=${key}`)
          expect([of, key, own.data.length]).toEqual([of, key, group[of]])
        }
      }
    }
    const asked = `/api/v1/reports/volume/tickets?${period}&of=created`
    const { body: one } = await api.get(`${asked}&limit=2`)
    const { body: two } = await api.get(`${asked}&limit=2&cursor=${one.page.next_cursor}`)
    expect(two.page).toEqual({ next_cursor: null, has_more: false })
    const rows = [...one.data, ...two.data]
    expect(new Set(rows.map(({ ticket_id }: { ticket_id: string }) => ticket_id)).size).toBe(3)
    const wanted = (Accept: string) =>
      fetch(api.url + asked, {
        headers: { Authorization: `Bearer a-key-for-the-tests-only-long-enough`, Accept }
      })
    for (const json of ['application/json, text/csv;q=0.5', 'text/csv;q=0, */*', '*/*'])
      expect([json, (await wanted(json)).headers.get('content-type')]).toEqual([
        json,
        expect.stringMatching(/^application\/json/)
      ])
    const answer = await wanted('text/csv')
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/)
    expect(await answer.text()).toBe(
      [
        'ticket_id,code,began_at,ended_at,value_s',
        ...rows.map(row => `${row.ticket_id},${row.code},${row.began_at},,`)
      ]
        .map(line => `${line}\r\n`)
        .join('')
    )
  })

  it.each([
    `times?${period}`,
    `times?${period}&metric=mood`,
    `times?${period}&metric=resolution&clock=lunar`,
    `agents?${period}&metric=resolution`,
    `volume/tickets?${period}`,
    `volume/tickets?${period}&of=mood`,
    `agents/tickets?${period}&of=created`,
    `volume/tickets?${period}&of=created&key=general`,
    `volume/tickets?${period}&of=created&cursor=made-up`
  ])('refuses %s', async path => {
    const { status, body } = await api.get(`/api/v1/reports/${path}`)
    expect([status, typeof body.detail]).toEqual([400, 'string'])
  })
})

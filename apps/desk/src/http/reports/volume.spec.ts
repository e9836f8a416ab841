import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

const hour = 3_600_000

describe('The report on volume', () => {
  let api: TestApi
  /** On Monday, the 5th, from 9:00 UTC: three come; one is resolved, one resolved, moved to billing and closed; on Tuesday one comes back. */
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    const tickets = []
    for (let n = 0; n < 3; n++)
      tickets.push(`/api/v1/tickets/tkt_${await api.customerWrites(100 + n, `Help ${n}`)}`)
    const [first, second] = tickets
    await api.clock.advance(hour)
    await api.post(`${first}/status-changes`, { to: 'resolved' })
    await api.post(`${second}/transfers`, { queue_id: 'billing' })
    await api.post(`${second}/tag-changes`, { add: ['vip', 'late'] })
    await api.post(`${second}/status-changes`, { to: 'closed' })
    await api.clock.advance(24 * hour)
    await api.customerWrites(100, 'Still broken')
    await api.clock.advance(24 * hour)
    await api.settled()
  })
  afterAll(() => api.stop())

  const report = async (query: string) => (await api.get(`/api/v1/reports/volume?${query}`)).body
  const days = 'from=2026-01-05T00:00:00Z&to=2026-01-08T00:00:00Z'
  const none = { created: 0, resolved: 0, reopened: 0, closed: 0 }

  it('counts what came, what was done and what was left, for every day of the period', async () => {
    const { definition, ...body } = await report(`${days}&group_by=day`)
    expect(body).toEqual({
      from: '2026-01-05T00:00:00.000Z',
      to: '2026-01-08T00:00:00.000Z',
      tz: 'UTC',
      as_of: null,
      groups: [
        { key: '2026-01-05', created: 3, resolved: 1, reopened: 0, closed: 1, backlog: 1 },
        { key: '2026-01-06', ...none, reopened: 1, backlog: 2 },
        { key: '2026-01-07', ...none, backlog: 2 }
      ],
      total: { created: 3, resolved: 1, reopened: 1, closed: 1, backlog: 2 }
    })
    for (const number of Object.keys(body.total)) expect(definition).toContain(number)
  })

  it('puts days where the zone has them, that of the team unless said', async () => {
    const auckland = `${days}&group_by=day&tz=Pacific/Auckland`
    const { groups, tz } = await report(auckland)
    expect(tz).toBe('Pacific/Auckland')
    expect(groups.map(({ key, created }: { key: string; created: number }) => [key, created])).toEqual([
      ['2026-01-05', 3],
      ['2026-01-06', 0],
      ['2026-01-07', 0],
      ['2026-01-08', 0]
    ])
    await api.send('PUT', '/api/v1/desk/main', { body: { team_time_zone: 'Asia/Tokyo' } })
    await api.clock.advance(2000)
    expect((await report(days)).tz).toBe('Asia/Tokyo')
    await api.send('PUT', '/api/v1/desk/main', { body: {} })
    await api.clock.advance(2000)
  })

  it('groups by queue, tag and nobody, as the ticket was right after what is counted', async () => {
    expect((await report(`${days}&group_by=queue`)).groups).toEqual([
      { key: 'billing', ...none, created: 1, closed: 1, backlog: 0 },
      { key: 'general', ...none, created: 2, resolved: 1, reopened: 1, backlog: 2 }
    ])
    const { groups, total } = await report(`${days}&group_by=tag`)
    expect(
      groups.map(({ key, created, closed }: { [name: string]: unknown }) => [key, created, closed])
    ).toEqual([
      ['late', 1, 1],
      ['vip', 1, 1],
      [null, 2, 0]
    ])
    expect(total).toMatchObject({ created: 3, closed: 1 })
    expect((await report(`${days}&group_by=agent`)).groups.map(({ key }: { key: unknown }) => key)).toEqual([
      null
    ])
  })

  it('has hours of the week without a backlog, and no groups where none are asked for', async () => {
    expect((await report(`${days}&group_by=hour_of_week`)).groups).toEqual([
      { key: 'mon-09', ...none, created: 3, backlog: null },
      { key: 'mon-10', ...none, resolved: 1, closed: 1, backlog: null },
      { key: 'tue-10', ...none, reopened: 1, backlog: null }
    ])
    expect((await report(days)).groups).toEqual([])
  })

  it('filters, and counts for a key only what is in its queues', async () => {
    expect((await report(`${days}&tag=vip`)).total).toEqual({ ...none, created: 1, closed: 1, backlog: 0 })
    expect((await report(`${days}&queue=general,billing&priority=urgent`)).total.created).toBe(0)
    const { body } = await api.post('/api/v1/api-keys', {
      name: 'billing',
      scopes: ['reports:read'],
      queues: ['billing']
    })
    const headers = { Authorization: `Bearer ${body.key}` }
    const mine = await api.get(`/api/v1/reports/volume?${days}&group_by=queue`, headers)
    expect(mine.body.groups).toEqual((await report(`${days}&group_by=queue&queue=billing`)).groups)
    expect(mine.body.total).toMatchObject({ created: 1, closed: 1 })
    const other = await api.get(`/api/v1/reports/volume?${days}&queue=general`, headers)
    expect(other.body.total.created).toBe(0)
  })

  it('says what was recorded by a moment, whatever came after it', async () => {
    const { total, as_of: asOf } = await report(`${days}&as_of=2026-01-05T09:30:00Z`)
    expect(asOf).toBe('2026-01-05T09:30:00.000Z')
    expect(total).toEqual({ ...none, created: 3, backlog: 3 })
  })

  it.each([
    '',
    'from=2026-01-05T00:00:00Z',
    'from=2026-01-06T00:00:00Z&to=2026-01-06T00:00:00Z',
    'from=2026-01-06T00:00:00Z&to=2026-01-05T00:00:00Z',
    'from=yesterday&to=2026-01-05T00:00:00Z',
    'from=1800-01-01T00:00:00Z&to=2026-01-05T00:00:00Z',
    'from=1990-01-01T00:00:00Z&to=2026-01-05T00:00:00Z&group_by=day',
    'from=9990-01-01T00:00:00Z&to=9999-12-31T23:59:59Z&tz=Pacific/Kiritimati&group_by=month',
    'from=0001-01-01T00:00:00Z&to=0002-01-01T00:00:00Z&tz=America/New_York&group_by=month',
    `${days}&group_by=mood`,
    `${days}&tz=Mars/Olympus`,
    `${days}&as_of=2099-01-01T00:00:00Z`,
    `${days}&metric=first_reply`,
    `${days}&agent=bob`,
    `${days}&colour=red`
  ])('refuses %s', async query => {
    const { status, body } = await api.get(`/api/v1/reports/volume?${query}`)
    expect([status, typeof body.detail]).toEqual([400, 'string'])
  })

  it('answers ten years by the day', async () => {
    const { groups } = await report('from=2017-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&group_by=day')
    expect(groups).toHaveLength(3652)
    // What ends in the future counts as of now.
    expect(groups.at(-1)).toEqual({ key: '2026-12-31', ...none, backlog: 2 })
  })
})

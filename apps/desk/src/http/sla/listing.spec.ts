import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { policyOf, type TicketCommand, targetsFor } from '#domain'
import type { TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

const always = {
  name: 'Always',
  time_zone: 'UTC',
  weekly: Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, [['00:00', '24:00']]])
  )
}

describe('Lists of tickets by their clocks', () => {
  let api: TestApi
  const ids: TicketId[] = []
  const act = (n: number, command: TicketCommand) => {
    const id = ids[n]
    if (!id) throw new Error('no such ticket')
    return api.act(id, command)
  }
  const reply = { metric: 'first_reply', instance: 1 } as const

  /** 0, 1, 2: breached after 3, 2, 1 hours; 3: warned; 4: in time; 5: resolved though breached; 6: no policy. */
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/calendars/always', { body: always })
    for (let n = 0; n < 7; n++) ids.push(await api.customerWrites(100 + n, `Help ${n}`))
    const start = api.clock.now()
    for (const [n, hours] of [3, 2, 1, 5, 6, 1].entries()) {
      const targetS = hours * 3600
      const target = { metric: 'first_reply', target_s: targetS, warn_before_s: [600] }
      const targets = targetsFor(policyOf('p', 0, { targets: [target] }), 'normal')
      await act(n, {
        type: 'ApplySla',
        policyId: 'p',
        policyVersion: 0,
        calendarId: 'always',
        calendarVersion: 0,
        zoneData: '2025b',
        targets,
        notify: { warn: true, breach: true },
        cause: 'opened',
        at: start
      })
      await api.clock.advance(1)
    }
    await api.clock.advance(4 * 3_600_000)
    const noticedAt = api.clock.now()
    for (const [n, hours] of [
      [0, 3],
      [1, 2],
      [2, 1],
      [5, 1]
    ] as const) {
      const at = start + hours * 3_600_000
      const reason = 'time_passed'
      await act(n, {
        type: 'BreachSla',
        ...reply,
        targetS: hours * 3600,
        at,
        noticedAt,
        reason,
        inDigest: false
      })
    }
    const warned = {
      type: 'WarnSla',
      ...reply,
      targetS: 18_000,
      beforeS: 600,
      inDigest: false
    } as const
    await act(3, { ...warned, at: start + 17_400_000, noticedAt })
    await act(5, { type: 'ResolveTicket', cause: 'api', now: noticedAt })
    await act(1, { type: 'ChangePriority', priority: 'urgent' })
  })
  afterAll(() => api.stop())

  const listed = async (path: string) => {
    const { status, body } = await api.get(`/api/v1/${path}`)
    expect(status).toBe(200)
    return body.data.map(({ id }: { id: string }) => ids.indexOf(id.slice(4) as TicketId))
  }

  it('of a queue tell what is breached and what is at risk, the nearest breach first', async () => {
    expect(await listed('queues/general/tickets?sla=breached&sort=breach_at')).toEqual([2, 1, 0])
    expect(await listed('queues/general/tickets?sla=at_risk&sort=breach_at')).toEqual([3])
    expect(await listed('queues/general/tickets?sla=at_risk,breached&sort=breach_at')).toEqual([2, 1, 0, 3])
    expect(await listed('queues/general/tickets?sort=breach_at')).toEqual([2, 1, 0, 3, 4, 6])
    expect(await listed('queues/general/tickets?sla=breached&status=resolved&sort=breach_at')).toEqual([5])
  })

  it('tell what is breached within a time unless somebody acts, and nothing that is breached already', async () => {
    // Ticket 3 has an hour left, less a little, ticket 4 two.
    expect(await listed('tickets?due_within_s=3600&sort=breach_at')).toEqual([3])
    expect(await listed('tickets?due_within_s=7200&sort=breach_at')).toEqual([3, 4])
    expect((await listed('tickets?due_within_s=7200')).sort()).toEqual([3, 4])
    expect(await listed('queues/general/tickets?due_within_s=7200&sort=breach_at')).toEqual([3, 4])
    expect(await listed('tickets?due_within_s=7200&sla=at_risk&sort=breach_at')).toEqual([3])
    expect(await listed('tickets?due_within_s=7200&sla=breached&sort=breach_at')).toEqual([])
    expect(await listed('tickets?due_within_s=60&sort=breach_at')).toEqual([])
    for (const wrong of ['-1', '1.5', 'soon', '315360001'])
      expect((await api.get(`/api/v1/tickets?due_within_s=${wrong}`)).status).toBe(400)
  })

  it('keep every other order and filter', async () => {
    const byAge = await listed('queues/general/tickets?sla=breached')
    expect([...byAge].sort()).toEqual([0, 1, 2])
    expect((await listed('tickets?sla=breached')).sort()).toEqual([0, 1, 2, 5])
    expect(await listed('tickets?sla=breached&priority=urgent&sort=breach_at')).toEqual([1])
    expect((await listed('tickets?sla=breached&sort=-priority'))[0]).toBe(1)
  })

  it.each(['sort=breach_at', 'sla=breached,at_risk&sort=breach_at', 'sla=breached'])(
    'page through everything once with %s',
    async query => {
      const whole = await listed(`tickets?${query}&limit=100`)
      const paged: number[] = []
      let cursor: string | null = ''
      for (let pages = 0; cursor !== null && pages < 20; pages++) {
        const path = `tickets?${query}&limit=2${cursor ? `&cursor=${cursor}` : ''}`
        const { body } = await api.get(`/api/v1/${path}`)
        paged.push(...body.data.map(({ id }: { id: string }) => ids.indexOf(id.slice(4) as TicketId)))
        cursor = body.page.next_cursor
      }
      expect(paged).toEqual(whole)
    }
  )

  it('count what is overdue in the list of queues', async () => {
    const { body } = await api.get('/api/v1/queues')
    expect(body.data[0]).toMatchObject({ id: 'general', open: 6, overdue: 3 })
  })

  it('are as they were, as of a time, whatever came after', async () => {
    const lists = [
      'queues/general/tickets?sla=breached&sort=breach_at',
      'queues/general/tickets?sla=at_risk,breached&sort=breach_at',
      'queues/general/tickets?sort=breach_at',
      'tickets?sla=breached&sort=-priority',
      'tickets?sla=at_risk',
      'tickets?due_within_s=7200&sort=breach_at',
      'tickets?due_within_s=7200'
    ]
    const now = await Promise.all(lists.map(listed))
    const queues = (await api.get('/api/v1/queues')).body.data
    const then = new Date(api.clock.now()).toISOString()
    await api.clock.advance(1000)
    for (const n of [2, 3, 6]) await act(n, { type: 'ResolveTicket', cause: 'api', now: api.clock.now() })
    expect(await Promise.all(lists.map(listed))).not.toEqual(now)
    expect(await Promise.all(lists.map(list => listed(`${list}&as_of=${then}`)))).toEqual(now)
    expect((await api.get(`/api/v1/queues?as_of=${then}`)).body.data).toEqual(queues)
  })

  it('refuse an unknown standing', async () => {
    expect((await api.get('/api/v1/tickets?sla=late')).status).toBe(400)
    expect((await api.get('/api/v1/queues/general/tickets?sla=late')).status).toBe(400)
  })
})

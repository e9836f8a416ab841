import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

describe('Settings as documents', () => {
  let api: TestApi
  beforeEach(async () => {
    api = await startTestApi()
  })
  afterEach(() => api.stop())

  const put = (path: string, body: unknown, headers: { [name: string]: string } = {}) =>
    api.send('PUT', `/api/v1/${path}`, { body, headers })

  it('are published as whole versions: 201 the first, 200 later, no new version for an equal body', async () => {
    const first = await put('queues/billing', { name: 'Billing' })
    expect([first.status, first.headers.get('etag')]).toEqual([201, '"r0"'])
    expect(first.body).toEqual({
      id: 'billing',
      name: 'Billing',
      description: '',
      position: 0,
      default: false,
      assignment: expect.objectContaining({ strategy: 'manual', fallback: null }),
      version: 0,
      published_at: '2026-01-05T09:00:00.000Z'
    })
    await api.clock.advance(1000)
    const again = await put('queues/billing', { default: false, name: 'Billing' })
    expect([again.status, again.body]).toEqual([200, first.body])
    const second = await put('queues/billing', { name: 'Bills', position: 3 })
    expect([second.status, second.body.version, second.headers.get('etag')]).toEqual([200, 1, '"r1"'])
    expect((await api.get('/api/v1/queues/billing')).body).toEqual(second.body)
  })

  it('are read as of a version and as of a time', async () => {
    const first = await put('queues/billing', { name: 'Billing' })
    await api.clock.advance(10_000)
    const second = await put('queues/billing', { name: 'Bills' })
    const get = async (query: string) => {
      const { status, body } = await api.get(`/api/v1/queues/billing?${query}`)
      return status === 200 ? body : status
    }
    expect(await get('version=0')).toEqual(first.body)
    expect(await get('version=1')).toEqual(second.body)
    expect(await get('version=2')).toBe(404)
    expect(await get('version=x')).toBe(400)
    expect(await get('as_of=2026-01-05T09:00:09.999Z')).toEqual(first.body)
    expect(await get('as_of=2026-01-05T09:00:10Z')).toEqual(second.body)
    expect(await get('as_of=2026-01-05T08:00:00Z')).toBe(404)
    expect(await get('as_of=2027-01-05T08:00:00Z')).toBe(400)
    expect(await get('as_of=2026-01-05T09:00:10Z&version=1')).toBe(400)
  })

  it('are guarded by If-Match and If-None-Match where these are sent', async () => {
    expect((await put('queues/billing', { name: 'B' }, { 'If-Match': '"r0"' })).status).toBe(412)
    expect((await put('queues/billing', { name: 'B' }, { 'If-Match': '*' })).status).toBe(412)
    expect((await put('queues/billing', { name: 'B' }, { 'If-None-Match': '*' })).status).toBe(201)
    const exists = await put('queues/billing', { name: 'C' }, { 'If-None-Match': '*' })
    expect([exists.status, exists.body.current_revision]).toEqual([412, 0])
    expect((await put('queues/billing', { name: 'C' }, { 'If-Match': '"r0"' })).status).toBe(200)
    const stale = await put('queues/billing', { nonsense: 1 }, { 'If-Match': '"r0"' })
    expect([stale.status, stale.body.current_revision]).toEqual([412, 1])
    const unreadable = (etag: string) =>
      api.send('PUT', '/api/v1/queues/billing', { text: '{', headers: { 'If-Match': etag } })
    expect((await unreadable('"r0"')).status).toBe(412)
    expect((await unreadable('"r1"')).status).toBe(400)
    expect((await api.send('PUT', '/api/v1/desk/main', { text: '{' })).status).toBe(400)
  })

  it('name everything that is wrong with a body', async () => {
    const { status, body } = await put('desk/main', { reopen_within_s: -1, agents: 'all', colour: 'red' })
    expect([status, body.type]).toEqual([422, '/problems/invalid_body'])
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      '/reopen_within_s',
      '/agents',
      '/colour'
    ])
    expect((await put('queues/billing', [])).status).toBe(422)
  })

  it('have defaults for the desk from the first start on', async () => {
    const { body } = await api.get('/api/v1/desk/main')
    expect(body).toMatchObject({ id: 'main', version: 0, reopen_within_s: 604_800, auto_close_after_s: null })
    const changed = await put('desk/main', { reopen_within_s: 60 })
    expect([changed.status, changed.body.reopen_within_s, changed.body.version]).toEqual([200, 60, 1])
  })

  it('keep exactly one default queue', async () => {
    await put('queues/billing', { name: 'Billing', default: true })
    await api.settled()
    const { body } = await api.get('/api/v1/queues')
    const defaults = body.data.filter((queue: { default: boolean }) => queue.default)
    expect(defaults.map((queue: { id: string }) => queue.id)).toEqual(['billing'])
    expect((await api.get('/api/v1/queues/general')).body).toMatchObject({ default: false, version: 1 })
    const refused = await put('queues/billing', { name: 'Billing' })
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/default_queue_required'])
  })

  it('that settings and tickets refer to are not retired, and the first of them are named, with how many there are', async () => {
    await put('queues/last', { name: 'Last' })
    const assignment = { strategy: 'round_robin', fallback: { after_s: 60, queue_id: 'last' } }
    await put('queues/first', { name: 'First', assignment })
    const tickets: string[] = []
    for (let n = 0; n < 23; n++) {
      await api.clock.advance(1)
      const ticket = await api.customerWrites(100 + n, 'Help')
      await api.post(`/api/v1/tickets/tkt_${ticket}/transfers`, { queue_id: 'last' })
      tickets.push(`tickets/tkt_${ticket}`)
    }
    const { status, body } = await api.send('DELETE', '/api/v1/queues/last')
    expect(status).toBe(409)
    expect(body).toMatchObject({
      type: '/problems/queue_in_use',
      used_by: 'queues/first',
      referred_by: ['queues/first', ...tickets.slice(0, 20)],
      referred_by_count: 24
    })
    expect(body.detail).toBe(`${['queues/first', ...tickets.slice(0, 4)].join(', ')} and 19 more refer to it`)
  })

  it('say at any time which settings refer to them', async () => {
    const referring = async (path: string) => {
      const { status, body } = await api.get(`/api/v1/${path}/references`)
      return status === 200 ? body.referred_by : [status, body.type]
    }
    await put('queues/last', { name: 'Last' })
    expect(await referring('queues/last')).toEqual([])
    const assignment = { strategy: 'round_robin', fallback: { after_s: 60, queue_id: 'last' } }
    await put('queues/first', { name: 'First', assignment })
    await put('rules/late', {
      name: 'Late',
      on: ['ticket_opened'],
      if: { all: [{ field: 'queue_id', op: 'is', value: 'first' }] },
      then: [{ transfer: 'last' }]
    })
    expect(await referring('queues/last')).toEqual(['queues/first', 'rules/late'])
    await api.send('DELETE', '/api/v1/rules/late')
    expect(await referring('queues/last')).toEqual(['queues/first'])
    for (const path of ['queues/unheard-of', 'queues/No'])
      expect(await referring(path)).toEqual([404, '/problems/not_found'])
  })

  it('are retired, save the default queue and one with tickets that are not closed', async () => {
    const retire = async (path: string) => {
      const { status, body } = await api.send('DELETE', `/api/v1/${path}`)
      return status === 204 ? 204 : [status, body.type]
    }
    expect(await retire('queues/general')).toEqual([409, '/problems/default_queue_required'])
    const assignment = { strategy: 'least_loaded', fallback: { after_s: 60, queue_id: 'general' } }
    await put('queues/falls', { name: 'Falls', assignment })
    const { body } = await api.send('DELETE', '/api/v1/queues/general')
    expect([body.type, body.referred_by]).toEqual(['/problems/default_queue_required', ['queues/falls']])
    await put('queues/billing', { name: 'Billing' })
    const ticket = await api.customerWrites(1, 'Help')
    await api.post(`/api/v1/tickets/tkt_${ticket}/transfers`, { queue_id: 'billing' })
    expect(await retire('queues/billing')).toEqual([409, '/problems/queue_in_use'])
    await api.act(ticket, { type: 'ResolveTicket', cause: 'api', now: 0 })
    expect(await retire('queues/billing')).toEqual([409, '/problems/queue_in_use'])
    await api.act(ticket, { type: 'CloseTicket', cause: 'api', now: 0 })
    expect(await retire('queues/billing')).toBe(204)
    expect(await retire('queues/billing')).toBe(204)
    expect((await api.get('/api/v1/queues/billing')).status).toBe(404)
    expect((await api.get('/api/v1/queues/billing?version=0')).status).toBe(200)
    expect(await retire('queues/unheard-of')).toEqual([404, '/problems/unknown_setting'])
    const back = await put('queues/billing', { name: 'Billing' })
    expect([back.status, back.body.version]).toEqual([200, 2])
  })

  it('of unknown kinds are 404', async () => {
    for (const path of ['desk/other', 'desk/default-queue', 'colours/red']) {
      expect((await api.get(`/api/v1/${path}`)).status).toBe(404)
      expect((await put(path, { name: 'x' })).status).toBe(404)
      expect((await api.send('DELETE', `/api/v1/${path}`)).status).toBe(404)
    }
  })

  it.each(['N%20O', 'Billing', '-a', 'a'.repeat(65), '%D0%B0', 'search', 'imports', 'export', 'simulations'])(
    'can not be put under %s, which is no id: 422 with the rule, its GET and DELETE 404',
    async id => {
      for (const kind of ['queues', 'calendars', 'sla-policies']) {
        const refused = await put(`${kind}/${id}`, { name: 'x' })
        expect([refused.status, refused.body.type]).toEqual([422, '/problems/invalid_body'])
        expect(refused.body.errors[0].message).toContain('[a-z0-9][a-z0-9_-]{0,63}')
        expect((await api.get(`/api/v1/${kind}/${id}`)).status).toBe(404)
        expect((await api.send('DELETE', `/api/v1/${kind}/${id}`)).status).toBe(404)
      }
    }
  )

  it('of every kind are listed by position, then id, without those that are retired', async () => {
    const targets = [{ metric: 'first_reply', target_s: 60 }]
    await put('calendars/c', { name: 'C', time_zone: 'UTC', weekly: { mon: [['09:00', '10:00']] } })
    for (const [id, position] of [
      ['b', 1],
      ['z', 0],
      ['a', 1],
      ['gone', 0]
    ] as const) {
      await put(`queues/${id}`, { name: id, position })
      await put(`sla-policies/${id}`, { name: id, position, calendar_id: 'c', targets })
    }
    await api.settled()
    for (const kind of ['queues', 'sla-policies']) {
      await api.send('DELETE', `/api/v1/${kind}/gone`)
      await api.settled()
      const { body } = await api.get(`/api/v1/${kind}`)
      const ids = body.data.map(({ id }: { id: string }) => id)
      expect(ids.filter((id: string) => id !== 'general')).toEqual(['z', 'a', 'b'])
    }
    const first = await api.get('/api/v1/sla-policies?limit=2')
    expect(first.body.page.has_more).toBe(true)
    const rest = await api.get(`/api/v1/sla-policies?limit=2&cursor=${first.body.page.next_cursor}`)
    expect([...first.body.data, ...rest.body.data].map(({ id }) => id)).toEqual(['z', 'a', 'b'])
  })

  it('of the desk are a list too, without what the desk keeps for itself', async () => {
    await put('queues/billing', { name: 'Billing', default: true })
    await api.settled()
    const { status, body } = await api.get('/api/v1/desk')
    expect([status, body.page.has_more]).toEqual([200, false])
    expect(body.data).toEqual([(await api.get('/api/v1/desk/main')).body])
  })

  it('may have 200 KiB, calendars 1 MiB, and no more than an event takes once they are published', async () => {
    const padded = (body: object, bytes: number) => {
      const text = JSON.stringify(body)
      return text + ' '.repeat(bytes - text.length)
    }
    const sent = async (path: string, text: string) =>
      (await api.send('PUT', `/api/v1/${path}`, { text })).status
    const kib = 1024
    expect(await sent('queues/billing', padded({ name: 'Billing' }, 200 * kib))).toBe(201)
    expect(await sent('queues/billing', padded({ name: 'Billing' }, 200 * kib + 1))).toBe(413)
    expect(await sent('desk/main', padded({}, 200 * kib + 1))).toBe(413)
    const office = { name: 'C', time_zone: 'UTC', weekly: { mon: [['09:00', '10:00']] } }
    expect(await sent('calendars/c', padded(office, 1024 * kib))).toBe(201)
    expect(await sent('calendars/c', padded(office, 1024 * kib + 1))).toBe(413)
    const days = Array.from({ length: 4000 }, (_, day) => ({
      date: Temporal.PlainDate.from('2030-01-01').add({ days: day }).toString(),
      name: 'x'.repeat(100)
    }))
    const refused = await put('calendars/c', { ...office, holidays: days })
    expect([refused.status, refused.body.errors]).toMatchObject([422, [{ pointer: '', code: 'too_large' }]])
    expect((await put('calendars/c', { ...office, holidays: days.slice(0, 1900) })).status).toBe(200)
  })

  it('keep their Idempotency-Keys', async () => {
    const key = { 'Idempotency-Key': 'k' }
    const first = await put('queues/billing', { name: 'Billing' }, key)
    await put('queues/billing', { name: 'Bills' })
    const second = await put('queues/billing', { name: 'Billing' }, key)
    expect([second.status, second.body]).toEqual([201, first.body])
    expect((await put('queues/billing', { name: 'Other' }, key)).status).toBe(422)
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { JsonObject, SubjectId, TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('The past of a ticket', () => {
  let api: TestApi
  let ticket: TicketId
  let path: string
  const iso = (seconds: number) => new Date(Date.UTC(2026, 0, 5, 9, 0, seconds)).toISOString()

  beforeAll(async () => {
    api = await startTestApi()
    await api.clock.advance(10_000)
    ticket = await api.customerWrites(42, 'Help', { name: 'Cleo' })
    path = `/api/v1/tickets/tkt_${ticket}`
    await api.clock.advance(10_000)
    await api.act(ticket, { type: 'ChangePriority', priority: 'high' })
    await api.clock.advance(10_000)
    await api.act(ticket, { type: 'ResolveTicket', cause: 'api', now: api.clock.now() })
    await api.clock.advance(10_000)
  })
  afterAll(() => api.stop())

  const asOf = async (time: string) => {
    const { status, body } = await api.get(`${path}?as_of=${encodeURIComponent(time)}`)
    return status === 200 ? [body.revision, body.priority, body.status] : status
  }

  it('is what was recorded at or before the time', async () => {
    expect(await asOf(iso(10))).toEqual([1, 'normal', 'open'])
    expect(await asOf(iso(19))).toEqual([1, 'normal', 'open'])
    expect(await asOf(iso(20))).toEqual([2, 'high', 'open'])
    expect(await asOf('2026-01-05T10:00:29.999+01:00')).toEqual([2, 'high', 'open'])
    expect(await asOf(iso(30))).toEqual([3, 'high', 'resolved'])
    expect(await asOf(iso(40))).toEqual([3, 'high', 'resolved'])
  })

  it('is nothing before the ticket', async () => {
    expect(await asOf('2026-01-05T09:00:09.999Z')).toBe(404)
    expect(await asOf('1999-01-01T00:00:00Z')).toBe(404)
  })

  it('can not be asked of the future, nor of what is no time', async () => {
    for (const time of [
      '2026-01-05T09:00:40.001Z',
      '2999-01-01T00:00:00Z',
      'now',
      '2026-13-01T00:00:00Z',
      ''
    ]) {
      expect(await asOf(time)).toBe(400)
    }
  })

  it('is asked by revision, too', async () => {
    const at = async (revision: string) => {
      const { status, body, headers } = await api.get(`${path}?as_of_revision=${revision}`)
      return status === 200 ? [body.revision, body.status, headers.get('etag')] : status
    }
    expect(await at('0')).toEqual([0, 'open', '"r0"'])
    expect(await at('2')).toEqual([2, 'open', '"r2"'])
    expect(await at('3')).toEqual([3, 'resolved', '"r3"'])
    expect(await at('4')).toBe(404)
    for (const none of ['-1', '1.5', 'x', '']) expect(await at(none)).toBe(400)
    const both = await api.get(`${path}?as_of_revision=1&as_of=${iso(20)}`)
    expect(both.status).toBe(400)
  })

  it('ends in what the view shows', async () => {
    const [now, then] = [await api.get(path), await api.get(`${path}?as_of_revision=3`)]
    expect(then.body).toEqual(now.body)
  })

  it('is told event by event, as recorded', async () => {
    const { body } = await api.get(`${path}/events`)
    expect(body.data.map((event: { type: string }) => event.type)).toEqual([
      'TicketOpened',
      'CustomerMessageReceived',
      'PriorityChanged',
      'TicketResolved'
    ])
    expect(body.data[1]).toMatchObject({
      revision: 1,
      recorded_at: iso(10),
      data: { telegramMessageId: 1, late: false },
      personal: { text: 'Help' },
      meta: { actor: 'customer', schema: 1 }
    })
    expect(body.data[2]).toMatchObject({ personal: null, data: { from: 'normal', to: 'high' } })
    expect(body.data[0].position < body.data[1].position).toBe(true)
  })

  it('is told in pages, from a revision on', async () => {
    const first = await api.get(`${path}/events?from_revision=1&limit=2`)
    expect(first.body.data.map((event: { revision: number }) => event.revision)).toEqual([1, 2])
    const next = `${path}/events?from_revision=1&limit=2&cursor=${first.body.page.next_cursor}`
    const second = await api.get(next)
    expect(second.body.data.map((event: { revision: number }) => event.revision)).toEqual([3])
    expect(second.body.page).toEqual({ next_cursor: null, has_more: false })
    const beyond = await api.get(`${path}/events?from_revision=9`)
    expect([beyond.status, beyond.body.data]).toEqual([200, []])
  })

  it('has the name that the customer had then; the present shows the present one', async () => {
    await api.clock.advance(1_000)
    const other = await api.customerWrites(43, 'Hello', { name: 'Dora' })
    const theirs = `/api/v1/tickets/tkt_${other}`
    await api.clock.advance(1_000)
    const { etag } = Object.fromEntries((await api.get(theirs)).headers)
    await api.customerIsCalled(43, 'Dora Maar')
    const nameIn = async (path: string) => (await api.get(path)).body.customer.display_name
    expect(await nameIn(theirs)).toBe('Dora Maar')
    expect(await nameIn(`${theirs}?as_of=${iso(41)}`)).toBe('Dora')
    expect(await nameIn(`${theirs}?as_of_revision=1`)).toBe('Dora')
    const list = await api.get('/api/v1/tickets')
    const names = list.body.data.map(({ customer }: { customer: JsonObject }) => customer['display_name'])
    expect(names.sort()).toEqual(['Cleo', 'Dora Maar'])
    const thread = await api.get(`${theirs}/thread`)
    expect(thread.body.data[0].author.display_name).toBe('Dora Maar')
    const done = await api.post(`${theirs}/priority-changes`, { priority: 'high' })
    expect(done.body.ticket.customer.display_name).toBe('Dora Maar')
    // The ticket's revision is the same: whoever has it does not have the name.
    const seen = { 'If-None-Match': String(etag) }
    expect((await api.get(`${theirs}?as_of_revision=1`, seen)).status).toBe(304)
    expect((await api.get(theirs, { 'If-None-Match': '"r2"' })).status).toBe(200)
  })

  it('keeps its facts and loses its person when the customer is forgotten', async () => {
    const gone = await api.customerWrites(43, 'Forget me', { name: 'Gil' })
    const path = `/api/v1/tickets/tkt_${gone}`
    const opened = new Date(api.clock.now()).toISOString()
    const before = (await api.get(path)).body
    const done = await api.post('/api/v1/admin/forgettings', { ticket_id: `tkt_${gone}` })
    expect([done.status, done.body]).toEqual([200, { forgotten: true }])
    expect((await api.get(path)).body).toEqual({
      ...before,
      customer: { ...before.customer, display_name: null, username: null }
    })
    const { body: thread } = await api.get(`${path}/thread`)
    expect(thread.data[0]).toMatchObject({
      text: null,
      file: null,
      author: { kind: 'customer', display_name: null }
    })
    const { body: events } = await api.get(`${path}/events`)
    expect(events.data[1].personal).toBeNull()
    expect((await api.get(`${path}?as_of=${opened}`)).body.customer.display_name).toBeNull()
    const reply = await api.post(`${path}/replies`, { text: 'Anybody?' })
    expect([reply.status, reply.body.type]).toEqual([409, '/problems/customer_forgotten'])
    expect((await api.post('/api/v1/admin/forgettings', { telegram_user_id: 43 })).body).toEqual({
      forgotten: false
    })
    expect(await api.deps.vault.findSubject(43)).toBeUndefined()
  })

  it('knows nobody of that Telegram id', async () => {
    const subject: SubjectId = await api.deps.vault.subjectFor(77)
    expect((await api.post('/api/v1/admin/forgettings', { telegram_user_id: 77 })).body).toEqual({
      forgotten: true
    })
    expect(await api.deps.vault.keyOf(subject)).toBeUndefined()
    for (const body of [{}, { ticket_id: `tkt_${ticket}`, telegram_user_id: 1 }, { telegram_user_id: 'x' }]) {
      expect((await api.post('/api/v1/admin/forgettings', body)).status).toBe(422)
    }
  })
})

describe('An edited message', () => {
  it('shows its present text, and what each edit changed', async () => {
    const api = await startTestApi()
    const ticket = await api.customerWrites(1, 'Hepl')
    const { conceal } = await import('#privacy')
    const personal = conceal({ text: 'Help', entities: null, file: null, forwarded_from: null })
    await api.clock.advance(5_000)
    const sentAt = api.clock.now()
    await api.act(ticket, {
      type: 'EditCustomerMessage',
      telegramMessageId: 1,
      kind: 'text',
      digest: '2',
      soundsClosing: false,
      reopenWithinS: 600,
      closingRemarkWithinS: 60,
      now: 0,
      sentAt,
      personal
    })
    const { body } = await api.get(`/api/v1/tickets/tkt_${ticket}/thread`)
    expect(body.data).toEqual([
      {
        id: expect.stringMatching(/^msg_/),
        direction: 'inbound',
        author: { kind: 'customer', id: null, display_name: 'Customer 1' },
        kind: 'text',
        text: 'Help',
        content: null,
        file: null,
        sent_at: '2026-01-05T09:00:00.000Z',
        recorded_at: '2026-01-05T09:00:00.000Z',
        edits: [
          {
            version: 1,
            kind: 'text',
            previous_text: 'Hepl',
            text: 'Help',
            content: null,
            file: null,
            failed: null,
            sent_at: '2026-01-05T09:00:05.000Z',
            recorded_at: '2026-01-05T09:00:05.000Z'
          }
        ],
        delivery: null,
        revision: 1
      }
    ])
    await api.stop()
  })
})

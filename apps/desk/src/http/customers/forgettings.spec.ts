import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { subjectStream } from '#domain'
import { customerIdIn, type TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('The privacy of a customer', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  const ticketOf = async (id: TicketId) => (await api.get(`/api/v1/tickets/tkt_${id}`)).body
  const nextYear = '2027-01-05T09:00:00.000Z'
  let user = 100
  /** A new customer with a ticket. */
  const customer = async () => {
    const ticket = await api.customerWrites(++user, 'my secret', { name: 'Zoe' })
    const { id } = (await ticketOf(ticket)).customer
    return { user, ticket, id: String(id), path: `/api/v1/customers/${id}` }
  }
  const eventsOf = async (id: string) => {
    const events = []
    const subject = customerIdIn(id)
    if (!subject) throw new Error('no customer')
    for await (const event of api.deps.reads.log.readStream(subjectStream(subject))) events.push(event)
    return events
  }

  describe('forgotten', () => {
    it('is answered with what is on record, and what was the person is null at once', async () => {
      const { path, ticket, id } = await customer()
      const asked = { code: 'request', case: 'A-17/2026' }
      const done = await api.post(`${path}/forgettings`, asked)
      expect([done.status, done.body]).toEqual([
        202,
        {
          ...asked,
          at: api.clock.now() && expect.any(String),
          state: 'running',
          reached: {
            remembered_answers: null,
            topics: 0,
            topics_left: 0,
            cards: 0,
            cards_left: 0,
            relays_shown: 0
          },
          disclosed: []
        }
      ])
      expect((await ticketOf(ticket)).customer).toMatchObject({ id, display_name: null, username: null })
      const { headers } = done
      const got = await api.get(`${path}/forgettings?min_position=${headers.get('x-position')}`)
      expect([got.status, got.body]).toEqual([200, done.body])
      expect(await eventsOf(id)).toMatchObject([
        { type: 'SubjectForgotten', data: { by: 'key:key_admin', code: 'request', case: 'A-17/2026' } }
      ])
    })

    it('changes nothing the second time, whatever is said then', async () => {
      const { path, id } = await customer()
      await api.post(`${path}/forgettings`, { code: 'retention' })
      const again = await api.post(`${path}/forgettings`, { code: 'request', case: '2' })
      expect([again.status, again.body.code, again.body.case]).toEqual([202, 'retention', null])
      expect(await eventsOf(id)).toHaveLength(1)
    })

    it('is a new customer who writes again', async () => {
      const { path, user: same, id } = await customer()
      await api.post(`${path}/forgettings`, { code: 'request' })
      const next = await api.customerWrites(same, 'hello again', { name: 'Zoe' })
      const { customer: now } = await ticketOf(next)
      expect(now).toMatchObject({ id: expect.not.stringMatching(id), display_name: 'Zoe' })
    })

    it('needs a code, takes a file number, and finds nobody who was never there', async () => {
      const { path } = await customer()
      const wrong = [
        {},
        { code: 'because' },
        { code: 'request', case: 'no spaces' },
        { code: 'request', case: '' }
      ]
      for (const body of wrong)
        expect([body, (await api.post(`${path}/forgettings`, body)).status]).toEqual([body, 422])
      expect((await api.get(`${path}/forgettings`)).status).toBe(404)
      for (const id of ['cus_00000000-0000-4000-8000-000000000000', 'cus_1', 'zoe']) {
        const asked = await api.post(`/api/v1/customers/${id}/forgettings`, { code: 'request' })
        expect([id, asked.status]).toEqual([id, 404])
      }
    })

    it('is nobody to a key that does not see all queues of their tickets', async () => {
      const { path, ticket } = await customer()
      await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
      const keyFor = async (queues: string[]) => {
        const asked = { name: queues.join(), scopes: ['privacy:manage'], queues }
        return { Authorization: `Bearer ${(await api.post('/api/v1/api-keys', asked)).body.key}` }
      }
      const [general, billing] = [await keyFor(['general']), await keyFor(['billing'])]
      const forget = async (at: string, key: { Authorization: string }) =>
        (await api.post(`${at}/forgettings`, { code: 'request' }, key)).status
      expect(await forget(path, billing)).toBe(404)
      await api.post(`/api/v1/tickets/tkt_${ticket}/transfers`, { queue_id: 'billing' })
      await api.settled()
      expect(await forget(path, general)).toBe(404)
      expect(await forget(path, billing)).toBe(202)
      const somebody = `/api/v1/customers/cus_${await api.deps.vault.subjectFor(99_999)}`
      expect([
        await forget(somebody, billing),
        (await api.post(`${somebody}/forgettings`, { code: 'request' })).status
      ]).toEqual([404, 202])
    })

    it('by an operator goes the same way, by the code of a ticket too', async () => {
      const one = await customer()
      const { code } = await ticketOf(one.ticket)
      const done = await api.post('/api/v1/admin/forgettings', { ticket_id: code.toLowerCase() })
      expect([done.status, done.body]).toEqual([200, { forgotten: true }])
      expect((await api.get(`${one.path}/forgettings`)).body).toMatchObject({ code: 'other', case: null })
      const again = await api.post('/api/v1/admin/forgettings', { ticket_id: code.replace('-', '') })
      expect(again.body).toEqual({ forgotten: false })
      for (const ticket_id of ['ZZZZ-ZZZZ', 'tkt_00000000-0000-4000-8000-000000000000', 'tkt_1']) {
        const { status } = await api.post('/api/v1/admin/forgettings', { ticket_id })
        expect([ticket_id, status]).toEqual([ticket_id, 422])
      }
    })
  })

  describe('held', () => {
    it('can not be forgotten, by an operator neither, until the hold is lifted', async () => {
      const { path, ticket, id } = await customer()
      const held = await api.post(`${path}/legal-holds`, { reason: 'before the court', until: nextYear })
      expect([held.status, held.body]).toEqual([
        200,
        {
          events: [expect.objectContaining({ type: 'LegalHoldSet', revision: 0 })],
          customer_id: id,
          until: nextYear
        }
      ])
      const refused = [
        await api.post(`${path}/forgettings`, { code: 'request' }),
        await api.post('/api/v1/admin/forgettings', { ticket_id: `tkt_${ticket}` })
      ]
      for (const { status, body } of refused)
        expect([status, body.type, body.until]).toEqual([409, '/problems/legal_hold', nextYear])
      expect((await ticketOf(ticket)).customer.display_name).toBe('Zoe')
      for (const _ of [1, 2]) expect((await api.send('DELETE', `${path}/legal-holds`)).status).toBe(204)
      expect((await api.post(`${path}/forgettings`, { code: 'request' })).status).toBe(202)
      const late = await api.post(`${path}/legal-holds`, { reason: 'too late', until: nextYear })
      expect([late.status, late.body.type]).toEqual([409, '/problems/customer_forgotten'])
    })

    it('is free by itself when the time has come', async () => {
      const { path } = await customer()
      const until = new Date(api.clock.now() + 60_000).toISOString()
      await api.post(`${path}/legal-holds`, { reason: 'a short one', until })
      await api.clock.advance(59_999)
      expect((await api.post(`${path}/forgettings`, { code: 'request' })).status).toBe(409)
      await api.clock.advance(1)
      expect((await api.post(`${path}/forgettings`, { code: 'request' })).status).toBe(202)
    })

    it('is told with the person: until when they are held, and when they were forgotten', async () => {
      const { path } = await customer()
      const standing = async () => {
        const { forgotten_at, legal_hold_until } = (await api.get(path)).body
        return { forgotten_at, legal_hold_until }
      }
      expect(await standing()).toEqual({ forgotten_at: null, legal_hold_until: null })
      const until = new Date(api.clock.now() + 60_000).toISOString()
      await api.post(`${path}/legal-holds`, { reason: 'a short one', until })
      expect(await standing()).toEqual({ forgotten_at: null, legal_hold_until: until })
      await api.clock.advance(60_000)
      expect(await standing()).toEqual({ forgotten_at: null, legal_hold_until: null })
      const { body } = await api.post(`${path}/forgettings`, { code: 'request' })
      expect(await standing()).toEqual({ forgotten_at: body.at, legal_hold_until: null })
    })

    it('has its reason sealed, under a key that goes with the person', async () => {
      const { path, id } = await customer()
      await api.post(`${path}/legal-holds`, { reason: 'before the court', until: nextYear })
      const [event] = await eventsOf(id)
      expect(event?.data).toEqual({ subjectId: customerIdIn(id), until: Date.parse(nextYear) })
      expect(event?.personal).toMatch(/^[\w-]+$/)
      expect(event?.meta.subjectId).toBe(customerIdIn(id))
    })

    it('needs a reason and a time to come', async () => {
      const { path } = await customer()
      const wrong = [
        [{}, ['/reason', '/until']],
        [{ reason: ' ', until: nextYear }, ['/reason']],
        [{ reason: 'x', until: 'tomorrow' }, ['/until']],
        [{ reason: 'x', until: '2025-12-31T23:59:59Z' }, ['/until']],
        [{ reason: 'x'.repeat(2001), until: nextYear }, ['/reason']]
      ] as const
      for (const [body, pointers] of wrong) {
        const { status, body: problem } = await api.post(`${path}/legal-holds`, body)
        expect([status, problem.errors.map((each: { pointer: string }) => each.pointer)]).toEqual([
          422,
          pointers
        ])
      }
    })
  })
})

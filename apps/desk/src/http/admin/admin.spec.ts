import { afterEach, describe, expect, it } from '@jest/globals'
import {
  commandIdFor,
  type DeliveryId,
  deliveryIdFor,
  type EventId,
  type MessageId,
  messageIdFor
} from '#kernel'
import type { ViewReport, Workers } from '../index.js'
import { type Answered, startTestApi, type TestApi } from '../testing.js'

describe('The admin calls', () => {
  const running: TestApi[] = []
  const start = async (...given: Parameters<typeof startTestApi>) => {
    const api = await startTestApi(...given)
    running.push(api)
    return api
  }
  afterEach(async () => {
    for (const api of running.splice(0)) await api.stop()
  })

  describe('for parked events', () => {
    const park = async (api: TestApi, sequence: string, n: number, error?: string) => {
      const event = await api.deps.reads.log.eventAt((await api.deps.reads.log.head()) ?? never())
      await api.deps.state.park({
        process: 'intake',
        sequence,
        position: `m00000000000${n}`,
        eventId: event?.id ?? '',
        stream: event?.stream ?? '',
        revision: event?.revision ?? 0,
        ...(error === undefined ? {} : { error }),
        attempts: 4,
        parkedAt: api.clock.now()
      })
    }

    it('list them, oldest first, in pages', async () => {
      const api = await start()
      await api.customerWrites(1, 'Help')
      await park(api, 'chat:1', 1, 'it broke')
      await park(api, 'chat:1', 2)
      await park(api, 'chat:2', 3, 'it broke, too')
      const first = await api.get('/api/v1/admin/parked?limit=2')
      expect(first.body.data).toMatchObject([
        {
          process: 'intake',
          sequence: 'chat:1',
          error: 'it broke',
          attempts: 4,
          parked_at: '2026-01-05T09:00:00.000Z'
        },
        { sequence: 'chat:1', error: null }
      ])
      const second = await api.get(`/api/v1/admin/parked?limit=2&cursor=${first.body.page.next_cursor}`)
      expect(second.body.data).toMatchObject([{ sequence: 'chat:2' }])
      expect(second.body.page).toEqual({ next_cursor: null, has_more: false })
      expect((await api.get('/api/v1/admin/parked?process=delivery')).body.data).toEqual([])
    })

    it('show one sequence with its events, and never what is personal in them', async () => {
      const api = await start()
      await api.customerWrites(1, 'my secret')
      await park(api, 'chat/1:x', 1, 'it broke')
      const path = `/api/v1/admin/parked/intake/${encodeURIComponent('chat/1:x')}`
      const { status, body } = await api.get(path)
      expect(status).toBe(200)
      expect(body.data[0].event).toMatchObject({ type: 'CustomerMessageReceived', data: { kind: 'text' } })
      expect(JSON.stringify(body)).not.toContain('secret')
      expect((await api.get('/api/v1/admin/parked/intake/nothing')).status).toBe(404)
    })

    it('retry and skip them', async () => {
      const asked: string[] = []
      const workers: Partial<Workers> = {
        async retryParked(process, sequence) {
          asked.push(`retry ${process} ${sequence}`)
          return { ok: true, value: { handled: 2, left: 0 } }
        },
        async skipParked(process, sequence) {
          asked.push(`skip ${process} ${sequence}`)
          return { ok: true, value: { handled: 0, left: 1, error: 'still broken' } }
        }
      }
      const api = await start({ workers })
      const retried = await api.post('/api/v1/admin/parked/intake/chat%3A1/retry', {})
      expect([retried.status, retried.body]).toEqual([200, { handled: 2, left: 0, error: null }])
      const skipped = await api.send('POST', '/api/v1/admin/parked/view%3Aticket/ticket-1/skip')
      expect([skipped.status, skipped.body]).toEqual([200, { handled: 0, left: 1, error: 'still broken' }])
      expect(asked).toEqual(['retry intake chat:1', 'skip view:ticket ticket-1'])
      expect((await api.post('/api/v1/admin/parked/intake/x/retry', { force: true })).status).toBe(422)
    })

    it('name why they can not', async () => {
      const api = await start()
      const { status, body } = await api.post('/api/v1/admin/parked/intake/x/retry', {})
      expect([status, body.type]).toEqual([404, '/problems/unknown_parked'])
    })
  })

  describe('for views', () => {
    const report: ViewReport = {
      name: 'ticket',
      version: 1,
      state: 'live',
      position: 'm1',
      gap: 0,
      parked: 0,
      lastError: null,
      rebuild: null
    }

    it('start a rebuild and tell how far it is', async () => {
      let now = report
      const api = await start({
        workers: {
          views: async () => [now],
          async rebuild(view) {
            if (view !== 'ticket') return { ok: false, reason: 'unknown_view' }
            if (now.rebuild) return { ok: false, reason: 'rebuild_running' }
            now = {
              ...report,
              rebuild: { state: 'running', events: 10, total: null, eventsPerSecond: 5, error: null }
            }
            return { ok: true, value: undefined }
          }
        }
      })
      expect((await api.get('/api/v1/admin/views')).body.data).toMatchObject([
        { name: 'ticket', rebuild: null }
      ])
      const started = await api.post('/api/v1/admin/views/ticket/rebuilds', {})
      expect([started.status, started.body.rebuild]).toEqual([
        202,
        { state: 'running', events: 10, total: null, events_per_second: 5, error: null }
      ])
      const again = await api.post('/api/v1/admin/views/ticket/rebuilds', {})
      expect([again.status, again.body.type]).toEqual([409, '/problems/rebuild_running'])
      expect((await api.post('/api/v1/admin/views/none/rebuilds', {})).status).toBe(404)
      expect((await api.get('/api/v1/admin/views/none')).status).toBe(404)
    })

    it('are lists like all others, and wait for a position', async () => {
      const namesIn = ({ body }: Answered) => body.data.map(({ name }: ViewReport) => name)
      const viewNamed = (name: string): ViewReport => ({ ...report, name })
      const api = await start({
        workers: { views: async () => ['agent', 'deliveries', 'ticket'].map(viewNamed) }
      })
      await api.customerWrites(1, 'Help')
      await api.settled()
      const position = await api.deps.reads.log.head()
      const first = await api.get(`/api/v1/admin/views?limit=2&min_position=${position}`)
      expect(namesIn(first)).toEqual(['agent', 'deliveries'])
      expect(first.headers.get('x-projection-position')).toBe(position)
      const rest = await api.get(`/api/v1/admin/views?limit=2&cursor=${first.body.page.next_cursor}`)
      expect([namesIn(rest), rest.body.page]).toEqual([['ticket'], { next_cursor: null, has_more: false }])
      const one = await api.get(`/api/v1/admin/views/ticket?min_position=${position}`)
      expect([one.status, one.headers.get('x-projection-position')]).toEqual([200, position])
      const parked = await api.get(`/api/v1/admin/parked?min_position=${position}`)
      expect([parked.status, parked.headers.get('x-projection-position')]).toEqual([200, position])
      expect((await api.get('/api/v1/admin/views?min_position=x')).status).toBe(400)
      expect((await api.get('/api/v1/admin/views?limit=0')).status).toBe(400)
    })
  })

  describe('for deliveries', () => {
    it('show what waits for Telegram, and send a failed reply once more', async () => {
      const api = await start()
      const ticket = await api.customerWrites(1, 'Help')
      const reply = await api.post(`/api/v1/tickets/tkt_${ticket}/replies`, { text: 'Hi' })
      await api.settled()
      const eventId: EventId = reply.body.events[0].id
      const id: DeliveryId = deliveryIdFor(eventId, 'reply')
      const messageId: MessageId = reply.body.message_id.slice(4)
      const listed = await api.get('/api/v1/admin/deliveries')
      expect(listed.body.data.map((one: { kind: string }) => one.kind).sort()).toEqual([
        'relay',
        'reply',
        'topic'
      ])
      expect(listed.body.data.find((one: { id: string }) => one.id === `dlv_${id}`)).toEqual({
        id: `dlv_${id}`,
        kind: 'reply',
        ticket_id: `tkt_${ticket}`,
        message_id: `msg_${messageId}`,
        state: 'pending',
        reason: null,
        code: null,
        attempts: 0,
        asked_at: '2026-01-05T09:00:00.000Z',
        updated_at: '2026-01-05T09:00:00.000Z',
        retry_at: null
      })
      const early = await api.post(`/api/v1/admin/deliveries/dlv_${id}/retry`, {})
      expect([early.status, early.body.events]).toEqual([200, []])
      await api.act(ticket, { type: 'FailReply', messageId, reason: 'chat_not_found', code: 400 })
      const retried = await api.post(`/api/v1/admin/deliveries/dlv_${id}/retry`, {})
      expect([retried.status, retried.body.events[0].type]).toEqual([200, 'ReplyResendRequested'])
      expect(retried.body.retry_id).toBe(`dlv_${deliveryIdFor(retried.body.events[0].id, 'reply')}`)
      const relay = listed.body.data.find((one: { kind: string }) => one.kind === 'relay')
      const other = await api.post(`/api/v1/admin/deliveries/${relay.id}/retry`, {})
      expect([other.status, other.body.type]).toEqual([409, '/problems/not_running_here'])
      const unknown = deliveryIdFor(eventId, 'nothing')
      for (const none of [`dlv_${unknown}`, id, 'dlv_1']) {
        expect((await api.post(`/api/v1/admin/deliveries/${none}/retry`, {})).status).toBe(404)
      }
      expect((await api.get('/api/v1/admin/deliveries?state=failed')).body.data).toEqual([])
      expect((await api.get('/api/v1/admin/deliveries?state=lost')).status).toBe(400)
    })
  })

  it('for forgetting need a ticket that is there', async () => {
    const api = await start()
    const unknown = messageIdFor(commandIdFor('none'))
    const { status, body } = await api.post('/api/v1/admin/forgettings', { ticket_id: `tkt_${unknown}` })
    expect([status, body.errors[0].pointer]).toEqual([422, '/ticket_id'])
  })
})

function never(): never {
  throw new Error('the log is empty')
}

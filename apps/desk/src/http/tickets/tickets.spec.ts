import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('GET /api/v1/tickets', () => {
  let api: TestApi
  let ticket: TicketId

  beforeAll(async () => {
    api = await startTestApi()
    ticket = await api.customerWrites(1, 'The printer is on fire', { name: 'Cleo' })
  })
  afterAll(() => api.stop())

  it('shows the ticket that a message opened, as it is described', async () => {
    const { status, body, headers } = await api.get('/api/v1/tickets')
    expect(status).toBe(200)
    expect(headers.get('x-projection-position')).toBe(await api.deps.reads.log.head())
    expect(body).toEqual({
      data: [
        {
          id: `tkt_${ticket}`,
          code: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
          title: null,
          status: 'open',
          priority: 'normal',
          queue_id: 'general',
          assigned_agent_id: null,
          team_id: null,
          escalation: null,
          required_skills: [],
          rating: null,
          source_channel: 'telegram',
          source: null,
          conversation_id: expect.stringMatching(/^cnv_/),
          previous_ticket_id: null,
          customer: {
            id: expect.stringMatching(/^cus_[0-9a-f-]{36}$/),
            display_name: 'Cleo',
            username: null,
            language: 'en',
            tier: null,
            tags: []
          },
          language: 'en',
          topic: null,
          tags: [],
          fields: {},
          created_at: '2026-01-05T09:00:00.000Z',
          updated_at: '2026-01-05T09:00:00.000Z',
          first_response_at: null,
          resolved_at: null,
          closed_at: null,
          last_customer_message_at: '2026-01-05T09:00:00.000Z',
          last_agent_reply_at: null,
          message_count: 1,
          revision: 1
        }
      ],
      page: { next_cursor: null, has_more: false }
    })
  })

  it('gives one ticket bare, with its revision as ETag', async () => {
    const { status, body, headers } = await api.get(`/api/v1/tickets/tkt_${ticket}`)
    expect([status, body.id, headers.get('etag')]).toEqual([200, `tkt_${ticket}`, '"r1"'])
  })

  it('answers 304 to whoever has this revision', async () => {
    const { status, body } = await api.get(`/api/v1/tickets/tkt_${ticket}`, { 'If-None-Match': '"r1"' })
    expect([status, body]).toEqual([304, ''])
  })
})

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { JsonObject, TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

const order = { field: 'order', label: { en: 'Order number?' }, required: true, pattern: '[0-9]{4,8}' }
const kind = { field: 'kind', label: { en: 'Which?', ru: 'Что?' } }

describe('A form', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
    const options = [{ id: 'refund', label: { en: 'Refund' } }]
    const put = (path: string, body: JsonObject) => api.send('PUT', `/api/v1/ticket-fields/${path}`, { body })
    await put('order', { name: 'Order', type: 'text' })
    await put('kind', { name: 'Kind', type: 'select', options, decides: true })
    await put('private', { name: 'Private', type: 'yes_no' })
    await put('many', {
      name: 'Many',
      type: 'select',
      options: Array.from({ length: 91 }, (_, nth) => ({ id: `o${nth}`, label: { en: `${nth}` } }))
    })
  })
  afterAll(() => api.stop())

  const put = (fields: readonly JsonObject[], more: JsonObject = {}) =>
    api.send('PUT', '/api/v1/forms/request', { body: { name: 'New request', fields, ...more } })
  const errors = async (fields: readonly JsonObject[], more: JsonObject = {}) => {
    const { status, body } = await put(fields, more)
    expect(status).toBe(422)
    return body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`)
  }

  it('is published with its defaults, and holds its fields', async () => {
    const { status, body } = await put([order, { ...kind, if: null }])
    expect(status).toBe(201)
    expect(body).toMatchObject({
      timeout_s: 1800,
      finish_text: {},
      fields: [{ help: {}, if: null }, { required: false }]
    })
    const { body: refused } = await api.send('DELETE', '/api/v1/ticket-fields/order')
    expect(refused.type).toBe('/problems/ticket_field_in_use')
  })

  it.each<[string, readonly JsonObject[], string]>([
    ['no question', [], '/fields invalid'],
    ['a field that there is not', [{ ...order, field: 'nosuch' }], '/fields/0/field unknown_ticket_field'],
    ['a field twice', [kind, kind], '/fields/1/field repeated'],
    ['a pattern that RE2 does not take', [{ ...order, pattern: '(?=a)b' }], '/fields/0/pattern pattern'],
    ['a pattern of 201 characters', [{ ...order, pattern: 'a'.repeat(201) }], '/fields/0/pattern invalid'],
    ['a pattern for what is no text', [{ ...kind, pattern: 'a' }], '/fields/0/pattern invalid'],
    ['more options than buttons', [{ ...kind, field: 'many' }], '/fields/0/field too_many'],
    ['a question without words', [{ field: 'order', label: {} }], '/fields/0/label invalid'],
    [
      'a condition on what comes later',
      [{ ...order, if: { field: 'kind', value: 'refund' } }, kind],
      '/fields/0/if/field unknown'
    ],
    [
      'a condition on what has no options',
      [order, { ...kind, if: { field: 'order', value: 'x' } }],
      '/fields/1/if/field invalid'
    ],
    [
      'a condition on what does not decide',
      [
        { ...kind, field: 'private' },
        { ...order, if: { field: 'private', value: true } }
      ],
      '/fields/1/if/field invalid'
    ],
    [
      'a condition on an option that there is not',
      [kind, { ...order, if: { field: 'kind', value: ['refund', 'other'] } }],
      '/fields/1/if/value unknown'
    ]
  ])('is refused: %s', async (_, fields, error) => {
    expect(await errors(fields)).toEqual([error])
  })

  it('is refused with a time that is none', async () => {
    expect(await errors([order], { timeout_s: 0 })).toEqual(['/timeout_s invalid'])
    expect(await errors([order], { timeout_s: 1.5 })).toEqual(['/timeout_s invalid'])
  })

  it('is none where a ticket was never asked by one, and where there is no ticket', async () => {
    const id: TicketId = await api.customerWrites(1, 'Help')
    expect((await api.get(`/api/v1/tickets/tkt_${id}/form`)).status).toBe(404)
    expect((await api.get('/api/v1/tickets/nonsense/form')).status).toBe(404)
  })
})

describe('A rule that starts a form', () => {
  it('has the customer asked by it, once at a time, and holds the form', async () => {
    const api = await startTestApi()
    const put = (path: string, body: JsonObject) => api.send('PUT', `/api/v1/${path}`, { body })
    await put('ticket-fields/order', { name: 'Order', type: 'text' })
    const rule = { name: 'Ask', on: ['ticket_opened'], then: [{ start_form: 'request' }] }
    const { status, body } = await put('rules/ask', rule)
    expect([status, body.errors?.[0].pointer]).toEqual([422, '/then/0/start_form'])
    await put('forms/request', { name: 'New request', fields: [order] })
    expect((await put('rules/ask', rule)).status).toBe(201)
    await put('rules/again', { ...rule, name: 'Again', position: 5 })
    const id = await api.customerWrites(1, 'Help')
    const { body: events } = await api.get(`/api/v1/tickets/tkt_${id}/events`)
    const asked = events.data.filter(({ type }: { type: string }) => type === 'FormRequested')
    expect(asked).toMatchObject([{ data: { form: 'request' } }])
    expect((await api.send('DELETE', '/api/v1/forms/request')).body.type).toBe('/problems/form_in_use')
    await api.stop()
  })
})

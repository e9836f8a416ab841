import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

describe('Fields of a ticket', () => {
  let api: TestApi
  let user = 200

  beforeAll(async () => {
    api = await startTestApi()
    const options = [
      { id: 'free', label: { en: 'Free' } },
      { id: 'pro', label: { en: 'Pro' } }
    ]
    await publish('order', { name: 'Order number', type: 'text' })
    await publish('plan', { name: 'Plan', type: 'select', decides: true, options })
    await publish('proof', { name: 'Photo', type: 'file' })
  })
  afterAll(() => api.stop())

  const publish = (id: string, body: object) => api.send('PUT', `/api/v1/ticket-fields/${id}`, { body })
  const opened = async () => `/api/v1/tickets/tkt_${await api.customerWrites(++user, 'Help')}`
  const fill = (path: string, fields: unknown) => api.send('PATCH', path, { body: { fields } })
  const pointersOf = (body: { errors: { pointer: string; code: string }[] }) =>
    body.errors.map(({ pointer, code }) => `${pointer} ${code}`)

  it('are filled one by one, shown by id, and taken away', async () => {
    const path = await opened()
    expect((await fill(path, { order: '10117' })).body.ticket.fields).toEqual({ order: '10117' })
    const both = await fill(path, { plan: 'pro' })
    expect(both.body.ticket.fields).toEqual({ order: '10117', plan: 'pro' })
    expect((await fill(path, { plan: 'pro', order: '10117' })).body.events).toEqual([])
    const changed = await fill(path, { order: '4', plan: 'pro' })
    expect(changed.body.ticket.fields).toEqual({ order: '4', plan: 'pro' })
    expect((await fill(path, { order: null })).body.ticket.fields).toEqual({ plan: 'pro' })
    const none = await fill(path, null)
    expect(none.body.ticket.fields).toEqual({})
    const read = await api.get(`${path}?min_position=${none.headers.get('x-position')}`)
    expect(read.body).toEqual(none.body.ticket)
    const then = await api.get(`${path}?as_of_revision=${changed.body.ticket.revision}`)
    expect(then.body.fields).toEqual({ order: '4', plan: 'pro' })
  })

  it('leave the options of those that decide in the clear, and nothing else', async () => {
    const path = await opened()
    const { body: filled } = await fill(path, { order: 'A-17', plan: 'free' })
    const { body } = await api.get(`${path}/events?from_revision=${filled.ticket.revision}`)
    const [event] = body.data
    expect(event).toMatchObject({
      type: 'FieldsChanged',
      data: {
        changed: [
          { field: 'order', chosen: null },
          { field: 'plan', chosen: ['free'] }
        ]
      },
      personal: { values: { order: 'A-17', plan: 'free' } }
    })
    expect(JSON.stringify(event.data)).not.toContain('A-17')
  })

  it('are refused, each at its place: unknown, of another type, not an option', async () => {
    const path = await opened()
    const { status, body } = await fill(path, {
      order: 7,
      plan: 'gold',
      colour: 'red',
      'a/b': 1,
      '\u0000': 1
    })
    expect([status, pointersOf(body)]).toEqual([
      422,
      [
        '/fields/order invalid',
        '/fields/plan invalid',
        '/fields/colour unknown',
        '/fields/a~1b unknown',
        '/fields/\u0000 unknown'
      ]
    ])
    for (const wrong of [[], 'x', 7]) expect((await fill(path, wrong)).status).toBe(422)
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`f${n}`, 'x']))
    expect(pointersOf((await fill(path, many)).body)).toEqual(['/fields too_large'])
  })

  it('name as a file only a message of the ticket that has one', async () => {
    const file = { file_id: 'secret', name: 'a.pdf', mime_type: 'application/pdf', size: 7 }
    const ticket = await api.customerWrites(++user, '', { holds: { text: null, file } })
    const path = `/api/v1/tickets/tkt_${ticket}`
    const other = await opened()
    const [own, without] = await Promise.all(
      [path, other].map(async of => (await api.get(`${of}/thread`)).body.data[0].id)
    )
    expect((await fill(path, { proof: own })).body.ticket.fields).toEqual({ proof: own })
    expect(pointersOf((await fill(path, { proof: without })).body)).toEqual(['/fields/proof unknown'])
    expect(pointersOf((await fill(other, { proof: without })).body)).toEqual(['/fields/proof unknown'])
  })

  it('that are retired keep what tickets hold, take nothing new, and can be emptied', async () => {
    await publish('size', { name: 'Size', type: 'number' })
    const path = await opened()
    await fill(path, { size: 42 })
    expect((await api.send('DELETE', '/api/v1/ticket-fields/size')).status).toBe(204)
    expect((await api.get(path)).body.fields).toEqual({ size: 42 })
    expect(pointersOf((await fill(path, { size: 43 })).body)).toEqual(['/fields/size unknown'])
    expect((await fill(path, { size: null })).body.ticket.fields).toEqual({})
  })

  it('are null without tickets:personal, and each null once the customer is forgotten', async () => {
    const path = await opened()
    await fill(path, { order: '1', plan: 'pro' })
    await api.settled()
    const { body: issued } = await api.post('/api/v1/api-keys', { name: 'reader', scopes: ['tickets:read'] })
    const blind = await api.get(path, { Authorization: `Bearer ${issued.key}` })
    expect(blind.body).toMatchObject({ title: null, fields: null })
    const subject = await api.deps.vault.findSubject(user)
    if (subject) await api.deps.vault.forget(subject)
    expect((await api.get(path)).body.fields).toEqual({ order: null, plan: null })
    expect((await fill(path, { order: '2' })).body.type).toBe('/problems/customer_forgotten')
  })
})

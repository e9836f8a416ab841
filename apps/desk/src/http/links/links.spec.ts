import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('A link to the bot', () => {
  let api: TestApi
  let user = 1
  beforeAll(async () => {
    api = await startTestApi()
    const put = (path: string, body: JsonObject) => api.send('PUT', `/api/v1/${path}`, { body })
    await put('queues/billing', { name: 'Billing' })
    await put('ticket-fields/order', { name: 'Order', type: 'text' })
    await put('ticket-fields/count', { name: 'Count', type: 'number' })
    await put('ticket-fields/note', { name: 'Note', type: 'text' })
    const questions = ['order', 'note'].map(field => ({ field, label: { en: `${field}?` } }))
    await put('forms/new', { name: 'New', fields: questions })
  })
  afterAll(() => api.stop())

  const make = (asked: JsonObject) => api.post('/api/v1/admin/links', asked)
  /** The customer starts the bot with this payload, then writes. */
  async function follows(payload: string) {
    const who = user++
    await api.startsBot(who, payload)
    const id = await api.customerWrites(who, 'Hello')
    return { id, body: (await api.get(`/api/v1/tickets/tkt_${id}`)).body }
  }

  it('opens the next ticket in its queue, with its fields, and has the form asked for', async () => {
    const { status, body: link } = await make({
      ...{ queue_id: 'billing', form_id: 'new' },
      fields: { order: '123', count: '4' }
    })
    expect(status).toBe(201)
    expect(link.payload).toMatch(/^[A-Za-z0-9_-]{44}$/)
    expect(link.url).toBe(`https://t.me/desk_bot?start=${link.payload}`)
    const { id, body } = await follows(link.payload)
    expect(body).toMatchObject({ queue_id: 'billing', fields: { order: '123', count: 4 }, source: null })
    const { body: events } = await api.get(`/api/v1/tickets/tkt_${id}/events`)
    const [opened, , ...others] = events.data
    expect(others.map(({ type }: { type: string }) => type)).toEqual(['FieldsChanged', 'FormRequested'])
    // In one append.
    expect(others.at(-1).meta.commandId).toBe(opened.meta.commandId)
  })

  it('changed by a letter, wherever, is a plain source', async () => {
    const { payload } = (await make({ queue_id: 'billing' })).body
    for (const at of [0, 21, 22, 43]) {
      const other = payload[at] === 'A' ? 'B' : 'A'
      const changed = payload.slice(0, at) + other + payload.slice(at + 1)
      const { body } = await follows(changed)
      expect(body).toMatchObject({ queue_id: 'general', source: changed })
    }
    expect((await follows(payload)).body).toMatchObject({ queue_id: 'billing', source: null })
  })

  it('and one whose bits that no byte has are changed is none either', async () => {
    const { payload } = (await make({ queue_id: 'billing' })).body
    const last = Buffer.from(payload.slice(22), 'base64url')
    for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      const other = payload.slice(0, 43) + letter
      if (letter === payload[43] || !Buffer.from(other.slice(22), 'base64url').equals(last)) continue
      expect((await follows(other)).body).toMatchObject({ queue_id: 'general' })
    }
  })

  it('whose queue is gone by then opens in the default one', async () => {
    await api.send('PUT', '/api/v1/queues/short', { body: { name: 'Short' } })
    const { payload } = (await make({ queue_id: 'short' })).body
    await api.send('DELETE', '/api/v1/queues/short')
    expect((await follows(payload)).body).toMatchObject({ queue_id: 'general', source: null })
  })

  it.each<[JsonObject, string]>([
    [{ queue_id: 'nosuch' }, '/queue_id unknown'],
    [{ form_id: 'nosuch' }, '/form_id unknown'],
    [{ fields: { nosuch: 'x' } }, '/fields/nosuch unknown'],
    [{ fields: { count: 'many' } }, '/fields/count invalid'],
    [{ queue: 'billing' }, '/queue unknown']
  ])('is not made of %j', async (asked, error) => {
    const { status, body } = await make(asked)
    expect(status).toBe(422)
    expect(
      body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`)
    ).toEqual([error])
  })
})

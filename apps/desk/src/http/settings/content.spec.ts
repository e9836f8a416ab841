import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

describe('Templates and articles', () => {
  let api: TestApi
  beforeEach(async () => {
    api = await startTestApi()
  })
  afterEach(() => api.stop())

  const put = (path: string, body: unknown) => api.send('PUT', `/api/v1/${path}`, { body })
  const template = { shortcode: 'refund', name: 'Refund', texts: { en: 'Hello {{agent.name}}' } }

  it('of which a template wants a shortcode that is taken are 409, and name who has it', async () => {
    expect((await put('templates/one', template)).status).toBe(201)
    const { status, body } = await put('templates/two', { ...template, shortcode: 'REFUND' })
    expect([status, body.type, body.template_id]).toEqual([409, '/problems/shortcode_taken', 'one'])
    expect((await api.send('DELETE', '/api/v1/templates/one')).status).toBe(204)
    expect((await put('templates/two', template)).status).toBe(201)
  })

  it('are 422 with the place and the nearest variable', async () => {
    const { status, body } = await put('templates/one', { ...template, texts: { en: '{{ agent.nam }}' } })
    expect([status, body.errors]).toEqual([
      422,
      [
        {
          pointer: '/texts/en',
          code: 'unknown_variable',
          message: expect.stringContaining('the nearest is agent.name')
        }
      ]
    ])
  })

  it('are 413 over 200 KiB, and 422 with a link that is a script', async () => {
    const large = await put('articles/faq', { title: 'FAQ', body: 'x'.repeat(201 * 1024) })
    expect([large.status, large.body.type]).toEqual([413, '/problems/body_too_large'])
    const script = await put('articles/faq', { title: 'FAQ', url: 'javascript:alert(1)' })
    expect([script.status, script.body.errors[0].pointer]).toEqual([422, '/url'])
  })

  it('are 409 where a newer state of an article is published', async () => {
    expect((await put('articles/faq', { title: 'FAQ', source_version: 2 })).status).toBe(201)
    const stale = await put('articles/faq', { title: 'Old', source_version: 1 })
    expect([stale.status, stale.body.type]).toEqual([409, '/problems/stale_source_version'])
    const older = await put('articles/faq', { title: 'Old', source_version: null })
    expect(older.status).toBe(200)
    const push = (version: number) => put('articles/faq', { title: 'Pushed', source_version: version })
    expect((await push(1)).body.type).toBe('/problems/stale_source_version')
    expect((await api.send('DELETE', '/api/v1/articles/faq')).status).toBe(204)
    expect((await push(1)).body.type).toBe('/problems/stale_source_version')
    expect((await api.get('/api/v1/articles/faq')).status).toBe(404)
    expect((await push(3)).status).toBe(200)
  })
})

describe('The own wording of a desk', () => {
  it('is published as a whole, and 422 where it names a text or a variable that there is not', async () => {
    const api = await startTestApi()
    const put = (body: unknown) => api.send('PUT', '/api/v1/desk/texts', { body })
    const resolved = { en: 'Done: {{ticket.code}}' }
    const published = await put({ resolved })
    expect([published.status, published.body]).toMatchObject([201, { resolved, greeting: null, version: 0 }])
    const wrong = await put({ resolvd: resolved })
    expect([wrong.status, wrong.body.errors[0]]).toMatchObject([
      422,
      { pointer: '/resolvd', code: 'unknown' }
    ])
    const variable = await put({ resolved: { ru: '{{ticket.kode}}' } })
    expect([variable.status, variable.body.errors[0]]).toMatchObject([
      422,
      { pointer: '/resolved/ru', message: expect.stringContaining('ticket.code') }
    ])
    expect((await api.get('/api/v1/desk/texts')).body).toMatchObject({ resolved, version: 0 })
    await api.stop()
  })
})

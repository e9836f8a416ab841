import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi } from '../testing.js'

describe('Found by words', () => {
  let api: TestApi
  let position: string
  const put = async (path: string, body: unknown) => {
    const { status, headers } = await api.send('PUT', `/api/v1/${path}`, { body })
    expect(status).toBeLessThan(300)
    position = headers.get('x-position') ?? position
  }
  const get = (path: string) =>
    api.get(`/api/v1/${path}${path.includes('?') ? '&' : '?'}min_position=${position}`)
  const ids = async (path: string) => (await get(path)).body.data.map(({ id }: { id: string }) => id)

  beforeAll(async () => {
    api = await startTestApi()
    const template = (shortcode: string, name: string, texts: object, category: string | null = null) =>
      put(`templates/${shortcode}`, { shortcode, name, texts, category })
    await template('refund', 'A refund', { en: 'Your money is on its way', ru: 'Деньги в пути' }, 'billing')
    await template('late', 'A late parcel', { en: 'Sorry that your refund is late' })
    await template('bye', 'Good-bye', { de: 'Auf Wiedersehen' })
    const article = (id: string, title: string, more: object) => put(`articles/${id}`, { title, ...more })
    await article('refunds', 'When is my refund there?', {
      body: 'Refunding takes three days.',
      url: 'https://a.example'
    })
    await article('refunds-ru', 'Когда придут деньги', { language: 'ru', body: 'Возврат' })
    await article('secret', 'How we decide', { audience: 'agents', body: 'What we look at before a refund' })
  })
  afterAll(() => api.stop())

  it('templates are listed by id, and with words the best first', async () => {
    expect(await ids('templates')).toEqual(['bye', 'late', 'refund'])
    expect(await ids('templates?q=refunds')).toEqual(['refund', 'late'])
    expect(await ids('templates?q=деньгами')).toEqual(['refund'])
    expect(await ids('templates?q=where')).toEqual([])
    const [first] = (await get('templates?q=refunds')).body.data
    const one = (await get('templates/refund')).body
    expect(first).toEqual({ ...one, uses: 0, score: expect.any(Number) })
  })

  it('templates are narrowed by category and language', async () => {
    expect(await ids('templates?category=billing')).toEqual(['refund'])
    expect(await ids('templates?language=DE')).toEqual(['bye'])
    expect(await ids('templates?language=en&q=refund')).toEqual(['refund', 'late'])
    expect((await get('templates?language=English')).status).toBe(400)
  })

  it('templates come in pages', async () => {
    const { page } = (await get('templates?limit=2')).body
    expect(page.has_more).toBe(true)
    expect(await ids(`templates?limit=2&cursor=${page.next_cursor}`)).toEqual(['refund'])
  })

  it('templates tell how many replies they were', async () => {
    const ticket = await api.customerWrites(1, 'Help')
    const reply = () => api.post(`/api/v1/tickets/tkt_${ticket}/replies`, { template_id: 'refund' })
    await reply()
    position = (await reply()).headers.get('x-position') ?? ''
    const uses = (await get('templates')).body.data.map((one: { uses: number }) => one.uses)
    expect(uses).toEqual([0, 0, 2])
  })

  it('templates that are retired are in no list', async () => {
    await put('templates/gone', { shortcode: 'gone', name: 'Refund', texts: { en: 'Refund' } })
    const { headers } = await api.send('DELETE', '/api/v1/templates/gone')
    position = headers.get('x-position') ?? position
    expect([await ids('templates'), await ids('templates?q=refund')]).toEqual([
      ['bye', 'late', 'refund'],
      ['refund', 'late']
    ])
  })

  it('articles show what was asked for in them', async () => {
    const { body } = await get('articles/search?q=refunded')
    expect(body.data).toEqual([
      {
        id: 'refunds',
        title: 'When is my refund there?',
        summary: '',
        url: 'https://a.example',
        audience: 'customers',
        score: expect.any(Number),
        highlights: ['refund', 'Refunding']
      },
      expect.objectContaining({ id: 'secret', audience: 'agents' })
    ])
    expect(await ids('articles/search?q=возврат&language=ru')).toEqual(['refunds-ru'])
    expect(await ids('articles/search?q=refund&language=ru')).toEqual([])
    expect((await get('articles/search')).status).toBe(400)
    expect((await get('articles/search?q=x&limit=0')).status).toBe(400)
  })
})

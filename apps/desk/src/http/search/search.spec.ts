import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('GET /search', () => {
  let api: TestApi
  let ticket: TicketId
  let position: string
  const put = async (path: string, body: unknown) => {
    const { headers } = await api.send('PUT', `/api/v1/${path}`, { body })
    position = headers.get('x-position') ?? position
  }
  const search = (query: string, headers?: { [name: string]: string }) =>
    api.get(`/api/v1/search?${query}&min_position=${position}`, headers)
  const ids = async (query: string, headers?: { [name: string]: string }) =>
    (await search(query, headers)).body.data.map(({ id }: { id: string }) => id)
  const keyWith = async (more: object) =>
    `Bearer ${(await api.post('/api/v1/api-keys', { name: 'k', scopes: ['tickets:read'], ...more })).body.key}`

  beforeAll(async () => {
    api = await startTestApi()
    await put('articles/parcels', {
      title: 'Where is my parcel?',
      summary: 'Parcels take three days.',
      url: 'https://help.example/parcels',
      body: 'A parcel that is late …',
      keywords: ['delivery']
    })
    await put('templates/late', {
      shortcode: 'late',
      name: 'A late parcel',
      texts: { en: 'Sorry, {{agent.name}}' }
    })
    ticket = await api.customerWrites(1, 'Help', { name: 'Zoe Parcel' })
    const tags = await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: ['vip'] })
    position = tags.headers.get('x-position') ?? ''
  })
  afterAll(() => api.stop())

  it('finds tickets, articles and templates at once, best first', async () => {
    const { status, headers, body } = await search('q=parcels')
    expect(status).toBe(200)
    expect(headers.get('x-projection-position')).toBe(position)
    expect(body.page).toEqual({ next_cursor: null, has_more: false })
    const { code } = (await api.get(`/api/v1/tickets/tkt_${ticket}`)).body
    expect(body.data).toEqual(
      expect.arrayContaining([
        {
          kind: 'article',
          id: 'parcels',
          score: expect.any(Number),
          title: 'Where is my parcel?',
          summary: 'Parcels take three days.',
          url: 'https://help.example/parcels',
          category: null,
          languages: ['en']
        },
        {
          kind: 'template',
          id: 'late',
          score: expect.any(Number),
          title: 'A late parcel',
          shortcode: 'late',
          category: null,
          languages: ['en']
        }
      ])
    )
    expect(body.data).toHaveLength(2)
    const scores = body.data.map(({ score }: { score: number }) => score)
    expect(scores).toEqual([...scores].sort((one, other) => other - one))
    expect((await search('q=zoe')).body.data).toEqual([
      {
        kind: 'ticket',
        id: `tkt_${ticket}`,
        score: expect.any(Number),
        code,
        status: 'open',
        queue_id: 'general'
      }
    ])
    expect(await ids(`q=${code.replace('-', '').toLowerCase()}`)).toEqual([`tkt_${ticket}`])
  })

  it('looks where it is told', async () => {
    expect(await ids('q=parcel&in=tickets')).toEqual([`tkt_${ticket}`])
    expect(await ids('q=parcel&in=articles,templates')).toHaveLength(2)
    expect(await ids('q=vip&in=tickets&status=closed')).toEqual([])
    expect(await ids('q=vip&in=tickets&status=open,closed&queue=general')).toEqual([`tkt_${ticket}`])
    expect((await search('q=vip&in=customers')).status).toBe(400)
  })

  it('answers in pages', async () => {
    const first = (await search('q=parcel&limit=1')).body
    const second = (await search(`q=parcel&limit=1&cursor=${first.page.next_cursor}`)).body
    expect([first.data.length, first.page.has_more, second.data.length]).toEqual([1, true, 1])
    expect(first.data[0].id).not.toBe(second.data[0].id)
  })

  it('finds nothing for usual words, and refuses what is no question', async () => {
    expect(await ids('q=where%20is%20my')).toEqual([])
    expect(await ids('q=')).toEqual([])
    expect((await api.get('/api/v1/search')).body.detail).toContain('q is needed')
    expect((await search(`q=${'x'.repeat(1001)}`)).status).toBe(400)
    expect((await search(`q=${'x '.repeat(500)}`)).status).toBe(200)
  })

  it('shows a key what it may see', async () => {
    const Authorization = await keyWith({})
    expect(await ids('q=zoe', { Authorization })).toEqual([])
    expect(await ids('q=vip', { Authorization })).toEqual([`tkt_${ticket}`])
    await put('queues/other', { name: 'Other' })
    const ofOthers = {
      Authorization: await keyWith({ scopes: ['tickets:read', 'tickets:personal'], queues: ['other'] })
    }
    expect(await ids('q=vip', ofOthers)).toEqual([])
    expect(await ids('q=vip&queue=general', ofOthers)).toEqual([])
    const none = { Authorization: await keyWith({ scopes: ['settings:read'] }) }
    expect((await search('q=vip', none)).body.scope).toBe('tickets:read')
  })

  it('sees what was published last, and waits for a position no longer than two seconds', async () => {
    await put('articles/umbrellas', { title: 'Umbrellas' })
    expect(await ids('q=umbrella')).toEqual(['umbrellas'])
    await put('articles/umbrellas', { title: 'Sunshades' })
    expect([await ids('q=umbrella'), await ids('q=sunshade')]).toEqual([[], ['umbrellas']])
    const ahead = position.replaceAll(/\d/g, '9')
    const { status, headers } = await api.get(`/api/v1/search?q=x&min_position=${ahead}`)
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    expect((await api.get('/api/v1/search?q=x&min_position=1')).status).toBe(400)
  })

  it('finds nobody who was forgotten', async () => {
    const gone = await api.customerWrites(2, 'Help', { name: 'Quentin' })
    const { customer } = (await api.get(`/api/v1/tickets/tkt_${gone}`)).body
    position = (await api.deps.reads.log.head()) ?? ''
    expect(await ids('q=quentin')).toEqual([`tkt_${gone}`])
    await api.post(`/api/v1/customers/${customer.id}/forgettings`, { code: 'request' })
    position = (await api.deps.reads.log.head()) ?? ''
    expect(await ids('q=quentin')).toEqual([])
  })
})

it('GET /search is 503 with Retry-After until its index is current', async () => {
  const api = await startTestApi()
  try {
    expect((await api.get('/api/v1/search?q=x')).status).toBe(200)
    Object.assign(api.deps.search, { isCurrent: () => false, reached: async () => false })
    const { status, headers, body } = await api.get('/api/v1/search?q=x')
    expect([status, headers.get('retry-after'), body.type]).toEqual([503, '1', '/problems/unavailable'])
  } finally {
    await api.stop()
  }
})

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { settingDecider, settingStream } from '#domain'
import { commandIdFor } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('An article', () => {
  let api: TestApi
  let position = ''
  const put = async (id: string, more: object) => {
    const { status, headers } = await api.send('PUT', `/api/v1/articles/${id}`, {
      body: { title: `About ${id}`, ...more }
    })
    expect(status).toBeLessThan(300)
    position = headers.get('x-position') ?? position
  }
  const link = (ticket: string, body: object, headers?: { [name: string]: string }) =>
    api.post(`/api/v1/tickets/tkt_${ticket}/article-links`, body, headers)
  const types = ({ body }: { body: { events: { type: string }[] } }) => body.events.map(({ type }) => type)

  beforeEach(async () => {
    api = await startTestApi()
    await put('refunds', {
      title: 'When is my refund there?',
      summary: 'Within three days.',
      body: 'Banks take a while for refunds.',
      url: 'https://help.example/refunds'
    })
    await put('secret', { audience: 'agents', body: 'What we look at before a refund' })
  })
  afterEach(() => api.stop())

  it('is linked to a ticket once, and nothing is sent', async () => {
    const ticket = await api.customerWrites(1, 'Where is my refund?')
    const first = await link(ticket, { article_id: 'refunds', send: false })
    expect([first.status, types(first)]).toEqual([200, ['ArticleLinked']])
    const again = await link(ticket, { article_id: 'refunds' })
    expect([again.status, types(again)]).toEqual([200, []])
    expect(types(await link(ticket, { article_id: 'secret' }))).toEqual(['ArticleLinked'])
    await api.settled()
    const { body } = await api.get(`/api/v1/tickets/tkt_${ticket}/thread`)
    expect(body.data).toHaveLength(1)
    const told = (await api.get('/api/v1/events?types=article.linked')).body.data
    expect(told.map(({ data }: { data: { article: object } }) => data.article)).toEqual([
      { id: 'refunds' },
      { id: 'secret' }
    ])
  })

  it('is sent with title, summary and address, as the reply of an agent, in one append', async () => {
    const ticket = await api.customerWrites(1, 'Where is my refund?')
    const agent = await api.agent(7, 'Bob')
    const headers = { 'Idempotency-Key': 'send once' }
    const asked = { article_id: 'refunds', send: true, agent_id: `agt_${agent}` }
    const sent = await link(ticket, asked, headers)
    expect([sent.status, types(sent)]).toEqual([
      200,
      ['TicketAssigned', 'TicketStatusChanged', 'ReplyRequested', 'ArticleLinked', 'ArticleSent']
    ])
    expect((await link(ticket, asked, headers)).body).toEqual(sent.body)
    await api.settled()
    const { body } = await api.get(`/api/v1/tickets/tkt_${ticket}/thread`)
    expect(body.data).toHaveLength(2)
    expect(body.data[1]).toMatchObject({
      direction: 'outbound',
      text: 'When is my refund there?\n\nWithin three days.\n\nhttps://help.example/refunds'
    })
    const { body: events } = await api.get(`/api/v1/tickets/tkt_${ticket}/events`)
    expect(events.data.at(-1)).toMatchObject({ type: 'ArticleSent', data: { article: 'refunds' } })
    expect(types(await link(ticket, { article_id: 'refunds', send: true }))).toEqual([
      'ReplyRequested',
      'ArticleSent'
    ])
  })

  it('that is for agents is never sent, and one that there is not is refused', async () => {
    const ticket = await api.customerWrites(1, 'Help')
    await put('gone', {})
    await api.send('DELETE', '/api/v1/articles/gone')
    const before = await api.deps.reads.log.head()
    const secret = await link(ticket, { article_id: 'secret', send: true })
    expect([secret.status, secret.body.type]).toEqual([409, '/problems/article_for_agents'])
    for (const article_id of ['nothing', 'gone', 'No Id', 7]) {
      const { status, body } = await link(ticket, { article_id, send: true })
      expect([status, body.errors[0].pointer]).toEqual([422, '/article_id'])
    }
    expect((await link(ticket, { article_id: 'refunds', send: 'yes' })).status).toBe(422)
    expect((await link(crypto.randomUUID(), { article_id: 'refunds' })).status).toBe(404)
    expect(await api.deps.reads.log.head()).toBe(before)
  })

  it('of before of which nothing would be seen is linked, but never sent', async () => {
    const ticket = await api.customerWrites(1, 'Help')
    const body = { title: '\u200b', summary: ' ', body: '', url: null, audience: 'customers' }
    const command = { type: 'PublishSetting', kind: 'article', id: 'blank', body } as const
    const context = { commandId: commandIdFor('blank'), causationId: 'test', correlationId: 'test' }
    const actor = { ...context, actor: 'process:test' } as const
    await api.desk.runner.run(settingDecider, settingStream('article', 'blank'), command, actor)
    const refused = await link(ticket, { article_id: 'blank', send: true })
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/nothing_to_send'])
    expect(types(await link(ticket, { article_id: 'blank' }))).toEqual(['ArticleLinked'])
  })

  it('is not linked to a closed ticket', async () => {
    const ticket = await api.customerWrites(1, 'Help')
    await api.post(`/api/v1/tickets/tkt_${ticket}/status-changes`, { to: 'closed' })
    for (const send of [true, false]) {
      const { status, body } = await link(ticket, { article_id: 'refunds', send })
      expect([status, body.type]).toEqual([409, '/problems/ticket_closed'])
    }
  })

  describe('is suggested', () => {
    const suggested = async (ticket: string) => {
      await api.settled()
      const path = `/api/v1/tickets/tkt_${ticket}/article-suggestions?min_position=${position}`
      const { status, body } = await api.get(path)
      expect(status).toBe(200)
      return body.data
    }
    const ids = async (ticket: string) => (await suggested(ticket)).map(({ id }: { id: string }) => id)

    it('by what the customer wrote, as the search shows it', async () => {
      const ticket = await api.customerWrites(1, 'Hello! Was there a refunding of my money')
      expect((await suggested(ticket))[0]).toEqual({
        id: 'refunds',
        title: 'When is my refund there?',
        summary: 'Within three days.',
        url: 'https://help.example/refunds',
        score: expect.any(Number)
      })
    })

    it('by the title of the ticket and by its fields, but not by what agents write', async () => {
      await put('parcels', { title: 'Parcels' })
      const ticket = await api.customerWrites(1, 'Hello')
      await api.post(`/api/v1/tickets/tkt_${ticket}/notes`, { text: 'about a parcel' })
      expect(await ids(ticket)).toEqual([])
      const path = `/api/v1/tickets/tkt_${ticket}`
      await api.send('PATCH', path, { body: { title: 'A parcel' } })
      expect(await ids(ticket)).toEqual(['parcels'])
    })

    it('at most three times, the best first', async () => {
      for (const n of [1, 2, 3, 4]) await put(`parcel-${n}`, { title: `Parcel number ${n} that was lost` })
      await put('parcel-5', { title: 'Parcel lost', keywords: ['lost', 'parcel'] })
      const ticket = await api.customerWrites(1, 'My parcel is lost')
      const found = await ids(ticket)
      expect(found[0]).toBe('parcel-5')
      expect(found).toHaveLength(3)
    })

    it('not where the words are there by the way, beside one that is about them', async () => {
      await put('lost', { title: 'A lost parcel', keywords: ['parcel', 'lost'] })
      await put('boots', { title: 'Boots', body: `${'How boots are made. '.repeat(20)} By parcel.` })
      expect(await ids(await api.customerWrites(1, 'My parcel is lost'))).toEqual(['lost'])
    })

    it.each([
      'Hello',
      'Good morning!',
      'Hi, good day',
      'Добрый день',
      'Здравствуйте',
      '👋',
      'Xylophone quartz'
    ])('not for a greeting, or words that nothing has: %s', async text => {
      await put('morning', { title: 'Good morning', body: 'Добрый день. Our day begins in the morning.' })
      expect(await ids(await api.customerWrites(1, text))).toEqual([])
    })

    it('to nobody without the scope for personal texts, and of no ticket that there is not', async () => {
      const ticket = await api.customerWrites(1, 'refund')
      const { body } = await api.post('/api/v1/api-keys', { name: 'reads', scopes: ['tickets:read'] })
      const path = `/api/v1/tickets/tkt_${ticket}/article-suggestions`
      expect((await api.get(path, { Authorization: `Bearer ${body.key}` })).status).toBe(403)
      expect((await api.get(path.replace(ticket, crypto.randomUUID()))).status).toBe(404)
    })
  })
})

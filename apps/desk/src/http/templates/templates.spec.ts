import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { AgentId, TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

describe('A template', () => {
  let api: TestApi
  let ticket: TicketId
  let agent: AgentId
  const put = (path: string, body: unknown) => api.send('PUT', `/api/v1/${path}`, { body })
  const publish = (id: string, texts: { [language: string]: string }, more: object = {}) =>
    put(`templates/${id}`, { shortcode: id, name: id, texts, ...more })
  const render = (id: string, body: object, headers?: { [name: string]: string }) =>
    api.post(`/api/v1/templates/${id}/renderings`, { ticket_id: `tkt_${ticket}`, ...body }, headers)
  const reply = (body: object, headers?: { [name: string]: string }) =>
    api.post(`/api/v1/tickets/tkt_${ticket}/replies`, body, headers)

  beforeAll(async () => {
    api = await startTestApi()
    ticket = await api.customerWrites(1, 'Help', { name: 'Anna <b>&' })
    agent = await api.agent(7, 'Bob')
    await publish('hello', {
      en: 'Hello <b>{{customer.first_name}}</b>, {{ticket.code}} in {{queue.name}}: {{agent.name | default: "we"}} help.',
      ru: 'Здравствуйте, {{customer.name}}'
    })
  })
  afterAll(() => api.stop())

  it('is rendered for a ticket, values as plain text and entities where they belong', async () => {
    const { code } = (await api.get(`/api/v1/tickets/tkt_${ticket}`)).body
    const { status, body } = await render('hello', {})
    expect([status, body]).toEqual([
      200,
      {
        text: `Hello Anna <b>&, ${code} in General: we help.`,
        entities: [{ type: 'bold', offset: 6, length: 9 }],
        missing: []
      }
    ])
    expect((await render('hello', { agent_id: `agt_${agent}` })).body.text).toContain('Bob help.')
  })

  it('names what has no value, and is not sent then', async () => {
    await publish('lacking', { en: '{{ticket.title}} {{field.order}} {{agent.name}} {{desk.name}}' })
    const missing = ['ticket.title', 'field.order', 'agent.name', 'desk.name']
    expect((await render('lacking', {})).body.missing).toEqual(missing)
    const before = await api.deps.reads.log.head()
    const { status, body } = await reply({ template_id: 'lacking' })
    expect([status, body.type, body.missing]).toEqual([409, '/problems/missing_value', missing])
    expect(await api.deps.reads.log.head()).toBe(before)
  })

  it('has the title, the fields by their labels and the name of the desk', async () => {
    const options = [{ id: 'pro', label: { en: 'Professional' } }]
    await put('ticket-fields/plan', { name: 'Plan', type: 'select', options })
    await put('desk/main', { name: 'The shop' })
    const patch = { title: 'A late parcel', fields: { plan: 'pro' } }
    expect((await api.send('PATCH', `/api/v1/tickets/tkt_${ticket}`, { body: patch })).status).toBe(200)
    await publish('full', { en: '{{ticket.title}}, {{field.plan}}, {{desk.name}}' })
    expect((await render('full', {})).body.text).toBe('A late parcel, Professional, The shop')
  })

  it('has the title and the address of the article that was linked last of those for customers', async () => {
    const link = (id: string) => api.post(`/api/v1/tickets/tkt_${ticket}/article-links`, { article_id: id })
    await publish('about', { en: '{{article.title}}: {{article.url | default: "no address"}}' })
    expect((await render('about', {})).body.missing).toEqual(['article.title'])
    await put('articles/one', { title: 'One', url: 'https://a.example/1' })
    await put('articles/two', { title: 'Two', url: 'https://a.example/2' })
    await put('articles/three', { title: 'Three', audience: 'agents' })
    for (const id of ['one', 'two', 'three']) expect((await link(id)).status).toBe(200)
    expect((await render('about', {})).body.text).toBe('Two: https://a.example/2')
    await api.send('DELETE', '/api/v1/articles/two')
    expect((await render('about', {})).body.text).toBe('One: https://a.example/1')
  })

  it('tells a key without tickets:personal nothing of the customer', async () => {
    const asked = { name: 'k', scopes: ['settings:read', 'tickets:read'] }
    const Authorization = `Bearer ${(await api.post('/api/v1/api-keys', asked)).body.key}`
    const { body } = await render('hello', {}, { Authorization })
    expect([body.missing, body.text.includes('Anna')]).toEqual([['customer.first_name'], false])
    const less = await api.post('/api/v1/api-keys', { ...asked, scopes: ['settings:read'] })
    const refused = await render('hello', {}, { Authorization: `Bearer ${less.body.key}` })
    expect(refused.body.scope).toBe('tickets:read')
  })

  it('is sent as a reply, with the version that it was, in one append', async () => {
    await publish('hello', { en: 'Hello {{customer.first_name}}' })
    const { status, body } = await reply({ template_id: 'hello', agent_id: `agt_${agent}` })
    expect(status).toBe(202)
    const types = body.events.map(({ type }: { type: string }) => type)
    expect(types.slice(-2)).toEqual(['ReplyRequested', 'TemplateApplied'])
    const events = (await api.get(`/api/v1/tickets/tkt_${ticket}/events?from_revision=1&limit=100`)).body.data
    const applied = events.find(({ type }: { type: string }) => type === 'TemplateApplied')
    expect(applied.data).toMatchObject({ template: 'hello', version: 1 })
    await api.settled()
    const thread = (await api.get(`/api/v1/tickets/tkt_${ticket}/thread`)).body.data
    expect(thread.at(-1)).toMatchObject({ direction: 'outbound', text: 'Hello Anna <b>&' })
  })

  it.each(['photo', 'video', 'animation', 'document', 'audio', 'voice'])(
    'is sent with the %s that it carries, and the text below it',
    async kind => {
      await publish(
        'pictured',
        { en: 'For {{customer.first_name}}' },
        { media: { kind, file_id: `of-${kind}` } }
      )
      const { status, body } = await reply({ template_id: 'pictured' })
      expect(status).toBe(202)
      await api.settled()
      const thread = (await api.get(`/api/v1/tickets/tkt_${ticket}/thread`)).body.data
      expect(thread.at(-1)).toMatchObject({ id: body.message_id, kind, text: 'For Anna <b>&' })
      const events = (await api.get(`/api/v1/tickets/tkt_${ticket}/events?from_revision=1&limit=100`)).body
        .data
      const asked = events.findLast(({ type }: { type: string }) => type === 'ReplyRequested')
      expect(asked.personal.file).toMatchObject({ file_id: `of-${kind}` })
    }
  )

  it('that was published is what is sent from then on, in every process', async () => {
    for (const n of [1, 2, 3, 4, 5]) {
      await publish('changing', { en: `Version ${n}` })
      expect((await render('changing', {})).body.text).toBe(`Version ${n}`)
    }
  })

  it('is answered again to the same Idempotency-Key, whatever became of it', async () => {
    await publish('once', { en: 'Once' })
    const headers = { 'Idempotency-Key': 'once' }
    const first = await reply({ template_id: 'once' }, headers)
    await api.send('DELETE', '/api/v1/templates/once')
    expect((await reply({ template_id: 'once' }, headers)).body).toEqual(first.body)
    expect((await reply({ template_id: 'once' })).body.errors[0]).toMatchObject({ pointer: '/template_id' })
  })

  it('that is for agents is never sent', async () => {
    await publish('internal', { en: 'Ask the boss' }, { audience: 'agents' })
    expect((await reply({ template_id: 'internal' })).body.type).toBe('/problems/template_for_agents')
    expect((await render('internal', {})).body.text).toBe('Ask the boss')
  })

  it.each<[string, object, number, string]>([
    ['text beside it', { template_id: 'hello', text: 'x' }, 422, '/template_id'],
    ['neither', {}, 422, '/text'],
    ['an unknown one', { template_id: 'nothing' }, 422, '/template_id'],
    ['what is no id', { template_id: 'No Id' }, 422, '/template_id']
  ])('is refused as a reply: %s', async (_, body, status, pointer) => {
    const refused = await reply(body)
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([status, pointer])
  })

  it('is not rendered for what there is not', async () => {
    expect((await render('nothing', {})).status).toBe(404)
    const none = await render('hello', { ticket_id: `tkt_${crypto.randomUUID()}` })
    expect([none.status, none.body.errors[0].pointer]).toEqual([422, '/ticket_id'])
  })
})

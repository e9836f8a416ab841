import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openMemoryLog } from '#event-log/memory'
import { type AgentId, systemClock, type TicketId } from '#kernel'
import { openMemoryVault } from '#privacy/memory'
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

  it.each([
    ['', 'html'],
    [' ', 'html'],
    ['\u200b', 'html'],
    ['\u202e\u3164', 'plain']
  ])('of which nothing would be seen is not sent: %j', async (blank, format) => {
    const around = format === 'html' ? ['<b>', '</b>\n'] : ['', '']
    await publish('blank', { en: around.join(`{{field.none | default: "${blank}"}}`) }, { format })
    expect((await render('blank', {})).body.missing).toEqual([])
    const before = await api.deps.reads.log.head()
    const { status, body } = await reply({ template_id: 'blank' })
    expect([status, body.type]).toEqual([409, '/problems/nothing_to_send'])
    expect(await api.deps.reads.log.head()).toBe(before)
  })

  it('that shows only its picture is sent all the same', async () => {
    const media = { kind: 'photo', file_id: 'the-photo' }
    await publish('only-picture', { en: '{{field.none | default: " "}}' }, { media })
    expect((await reply({ template_id: 'only-picture' })).status).toBe(202)
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
    const applied = events.findLast(({ type }: { type: string }) => type === 'TemplateApplied')
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

describe('In two processes over one log', () => {
  const masterKey = Buffer.alloc(32, 7)
  /** None is like another. */
  const wordNo = (n: number) => String.fromCharCode(97 + n).repeat(7)
  let apis: readonly [TestApi, TestApi]
  let ticket: TicketId
  beforeAll(async () => {
    const log = openMemoryLog()
    const vault = openMemoryVault({ masterKey, clock: systemClock })
    const start = () => startTestApi({ log, vault, masterKey })
    apis = [await start(), await start()]
    ticket = await apis[0].customerWrites(1, 'Help')
    await apis[1].settled()
  })
  afterAll(async () => {
    for (const api of apis) await api.stop()
  })

  it('no answer after the position of a PUT shows or sends the old template, wherever it was published', async () => {
    for (let n = 1; n <= 20; n++) {
      const [writer, reader] = n % 2 === 0 ? apis : [apis[1], apis[0]]
      const text = wordNo(n)
      const body = { shortcode: 'changing', name: 'Changing', texts: { en: text } }
      const { headers } = await writer.send('PUT', '/api/v1/templates/changing', { body })
      const position = headers.get('x-position') ?? ''
      const ask = { ticket_id: `tkt_${ticket}` }
      const rendered = await reader.post('/api/v1/templates/changing/renderings', ask)
      expect(rendered.body.text).toBe(text)
      const reply = await reader.post(`/api/v1/tickets/tkt_${ticket}/replies`, { template_id: 'changing' })
      const requested = reply.body.events.find(({ type }: { type: string }) => type === 'ReplyRequested')
      const thread = await reader.get(
        `/api/v1/tickets/tkt_${ticket}/thread?min_position=${requested.position}&limit=100`
      )
      expect(thread.body.data.at(-1)).toMatchObject({ direction: 'outbound', text })
      for (const path of [
        'templates/changing',
        'templates?q=changing',
        `templates?q=${text}`,
        'templates/export'
      ]) {
        const joined = `${path}${path.includes('?') ? '&' : '?'}min_position=${position}`
        const shown = JSON.stringify((await reader.get(`/api/v1/${joined}`)).body)
        expect([path, shown.includes(`"${text}"`)]).toEqual([path, true])
      }
      const old = await reader.get(`/api/v1/search?q=${wordNo(n - 1)}.&min_position=${position}`)
      expect(old.body.data).toEqual([])
    }
  })
})

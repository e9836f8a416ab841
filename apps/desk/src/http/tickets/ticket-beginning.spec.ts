import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { GreetCustomer, RecordReachability } from '#application'
import { type AgentId, commandIdFor, conversationIdFor } from '#kernel'
import { conceal } from '#privacy'
import { type Answered, startTestApi, type TestApi } from '../testing.js'

describe('A ticket that the team begins', () => {
  let api: TestApi
  let ann: AgentId
  let user = 500

  beforeAll(async () => {
    api = await startTestApi()
    ann = await api.agent(7, 'Ann')
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    await api.send('PUT', '/api/v1/ticket-fields/order', { body: { name: 'Order', type: 'text' } })
  })
  afterAll(() => api.stop())

  const begin = (body: unknown, headers?: { [name: string]: string }) =>
    api.post('/api/v1/tickets', body, headers)
  const typesOf = ({ body }: Answered) => body.events.map(({ type }: { type: string }) => type)
  const refusalOf = ({ status, body }: Answered) => [status, body.type]
  const context = (cause: string) => {
    const commandId = commandIdFor(`${cause} ${user}`)
    return { commandId, causationId: cause, correlationId: cause, actor: 'customer' as const }
  }

  /** Somebody who has only started the bot. */
  const greeted = async () => {
    const subjectId = await api.deps.vault.subjectFor(++user)
    const customer = conceal({
      chat_id: user,
      user_id: user,
      first_name: 'Zoe',
      last_name: 'Z',
      username: 'zoe',
      language_code: 'de'
    })
    const conversationId = conversationIdFor(subjectId, api.deps.bot)
    const met = { conversationId, bot: api.deps.bot, language: 'de', customer }
    const done = await api.commands.execute(new GreetCustomer(met, {}, { ...context('greet'), subjectId }))
    if (!done.ok) throw new Error(done.reason)
    return { user, conversationId, customer_id: `cus_${subjectId}` }
  }
  const blocks = (conversationId: Awaited<ReturnType<typeof greeted>>['conversationId']) =>
    api.commands.execute(new RecordReachability(conversationId, false, api.clock.now(), context('block')))
  const writes = async () => {
    const ticket = await api.customerWrites(++user, 'Help')
    const path = `/api/v1/tickets/tkt_${ticket}`
    const { body } = await api.get(path)
    return { ticket, path, customer_id: body.customer.id as string }
  }

  it('is there with all that is said of it, in one append, and its text on the way to the customer', async () => {
    const { customer_id } = await greeted()
    const answer = await begin({
      customer_id,
      queue_id: 'billing',
      title: 'Your invoice',
      text: 'We have found a mistake.',
      agent_id: `agt_${ann}`,
      tags: ['Refund'],
      fields: { order: '10117' }
    })
    expect([answer.status, typesOf(answer)]).toEqual([
      201,
      [
        'TicketOpened',
        'TagsChanged',
        'TitleChanged',
        'FieldsChanged',
        'TicketAssigned',
        'TicketStatusChanged',
        'ReplyRequested'
      ]
    ])
    const { ticket } = answer.body
    expect(ticket).toMatchObject({
      status: 'in_progress',
      queue_id: 'billing',
      title: 'Your invoice',
      assigned_agent_id: `agt_${ann}`,
      tags: ['refund'],
      fields: { order: '10117' },
      customer: { id: customer_id, display_name: 'Zoe Z', username: 'zoe', language: 'de' },
      previous_ticket_id: null,
      last_customer_message_at: null,
      message_count: 1
    })
    expect(answer.headers.get('location')).toBe(`/api/v1/tickets/${ticket.id}`)
    const position = answer.headers.get('x-position')
    const read = await api.get(`/api/v1/tickets/${ticket.id}?include=thread&min_position=${position}`)
    expect(read.body).toMatchObject({ ...ticket, messages: [{ text: 'We have found a mistake.' }] })
  })

  it('needs no more than a person; what they write then is in it', async () => {
    const { user } = await greeted()
    const answer = await begin({ telegram_user_id: user })
    expect([answer.status, typesOf(answer)]).toEqual([201, ['TicketOpened']])
    const went = await api.customerWrites(user, 'Hello?')
    expect(`tkt_${went}`).toBe(answer.body.ticket.id)
  })

  it('of an agent without a text is theirs', async () => {
    const { customer_id } = await greeted()
    const { body } = await begin({ customer_id, agent_id: `agt_${ann}` })
    expect(body.ticket).toMatchObject({ status: 'assigned', assigned_agent_id: `agt_${ann}` })
  })

  it('is refused for an agent who may get none, or who is away, and nothing is begun', async () => {
    const { customer_id } = await greeted()
    const path = `/api/v1/agents/agt_${ann}`
    const asked = async () => {
      const { status, body } = await begin({ customer_id, agent_id: `agt_${ann}` })
      return [status, body.type]
    }
    await api.send('PATCH', path, { body: { capacity: 0 } })
    expect(await asked()).toEqual([409, '/problems/agent_at_capacity'])
    await api.send('PATCH', path, { body: { capacity: null } })
    await api.post(`${path}/availability-changes`, { to: 'away' })
    expect(await asked()).toEqual([409, '/problems/agent_away'])
    await api.post(`${path}/availability-changes`, { to: 'available' })
    expect((await asked())[0]).toBe(201)
  })

  it('follows a closed one, and closes one that is resolved', async () => {
    const { customer_id, path, ticket } = await writes()
    await api.act(ticket, { type: 'ResolveTicket', cause: 'api', now: api.clock.now() })
    await api.clock.advance(1000)
    const next = await begin({ customer_id })
    expect([next.status, next.body.ticket.previous_ticket_id]).toEqual([201, `tkt_${ticket}`])
    await api.settled()
    expect((await api.get(path)).body.status).toBe('closed')
    // What was written before it is the former ticket's: its edits go there.
    const { body } = await api.get(`/api/v1/customers/${customer_id}/tickets`)
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([next.body.ticket.id, `tkt_${ticket}`])
  })

  it('is refused where one is open, with its id', async () => {
    const { customer_id, ticket } = await writes()
    const refused = await begin({ customer_id, text: 'Hi' })
    expect(refusalOf(refused)).toEqual([409, '/problems/ticket_open'])
    expect(refused.body.ticket_id).toBe(`tkt_${ticket}`)
    const { body: issued } = await api.post('/api/v1/api-keys', {
      name: 'billing',
      scopes: ['tickets:read', 'tickets:write'],
      queues: ['billing']
    })
    const elsewhere = { Authorization: `Bearer ${issued.key}` }
    const blind = await begin({ telegram_user_id: user, queue_id: 'billing' }, elsewhere)
    expect([...refusalOf(blind), blind.body.ticket_id]).toEqual([409, '/problems/ticket_open', null])
  })

  it('is refused for a stranger, and for whoever blocked the bot', async () => {
    expect(refusalOf(await begin({ telegram_user_id: 999_999 }))).toEqual([
      409,
      '/problems/customer_unreachable'
    ])
    // An agent who never started the bot.
    expect(refusalOf(await begin({ telegram_user_id: 7 }))).toEqual([409, '/problems/customer_unreachable'])
    expect(await api.deps.vault.findSubject(999_999)).toBeUndefined()
    const { customer_id, conversationId } = await greeted()
    await blocks(conversationId)
    expect(refusalOf(await begin({ customer_id }))).toEqual([409, '/problems/customer_unreachable'])
  })

  it('is refused for whoever was forgotten', async () => {
    const { customer_id } = await writes()
    const subject = await api.deps.vault.findSubject(user)
    if (subject) await api.deps.vault.forget(subject)
    expect(refusalOf(await begin({ customer_id }))).toEqual([409, '/problems/customer_forgotten'])
  })

  it('is told what is wrong, each at its place, and leaves nothing behind', async () => {
    const { customer_id } = await greeted()
    const pointersOf = ({ status, body }: Answered) => [
      status,
      body.errors.map(({ pointer }: { pointer: string }) => pointer)
    ]
    const nobody = 'cus_00000000-0000-4000-8000-000000000000'
    const strange = `agt_${ann.replace(/^.{8}/, '00000000')}`
    for (const [body, pointer] of [
      [{}, ''],
      [{ customer_id, telegram_user_id: user }, '/telegram_user_id'],
      [{ customer_id: nobody }, '/customer_id'],
      [{ customer_id: 'x' }, '/customer_id'],
      [{ customer_id: 7 }, '/customer_id'],
      [{ telegram_user_id: 0 }, '/telegram_user_id'],
      [{ telegram_user_id: 1.5 }, '/telegram_user_id'],
      [{ customer_id, queue_id: 'nowhere' }, '/queue_id'],
      [{ customer_id, title: 'a\nb' }, '/title'],
      [{ customer_id, title: null }, '/title'],
      [{ customer_id, text: ' ' }, '/text'],
      [{ customer_id, tags: ['a', ','] }, '/tags/1'],
      [{ customer_id, agent_id: strange, text: 'Hi' }, '/agent_id'],
      [{ customer_id, agent_id: strange }, '/agent_id'],
      [{ customer_id, fields: { order: 7 } }, '/fields/order'],
      [{ customer_id, fields: { colour: 'red' } }, '/fields/colour'],
      [{ customer_id, priority: 'high' }, '/priority']
    ] as const)
      expect([body, pointersOf(await begin(body))]).toEqual([body, [422, [pointer]]])
    expect((await begin({ customer_id })).status).toBe(201)
  })

  it('needs the scopes of what it does, and a queue that the key sees', async () => {
    const { customer_id } = await writes()
    const keyWith = async (rights: object) => {
      const { body } = await api.post('/api/v1/api-keys', { name: 'key', ...rights })
      return { Authorization: `Bearer ${body.key}` }
    }
    const reader = await keyWith({ scopes: ['tickets:read'] })
    expect((await begin({ customer_id }, reader)).body.scope).toBe('tickets:write')
    const writer = await keyWith({ scopes: ['tickets:write'] })
    expect((await begin({ customer_id, agent_id: `agt_${ann}` }, writer)).body.scope).toBe('agents:act_as')
    const { user: known } = await greeted()
    const limited = await keyWith({ scopes: ['tickets:write'], queues: ['billing'] })
    const inGeneral = await begin({ telegram_user_id: known, queue_id: 'general' }, limited)
    expect(inGeneral.body.errors[0].pointer).toBe('/queue_id')
    const nowhere = await begin({ telegram_user_id: known }, limited)
    expect(nowhere.body.errors[0]).toMatchObject({ pointer: '/queue_id', code: 'required' })
    const there = await begin({ telegram_user_id: known, queue_id: 'billing' }, limited)
    expect([there.status, there.body.ticket.customer.display_name]).toEqual([201, null])
  })

  it('is begun once by its Idempotency-Key, and once where ten want it at the same time', async () => {
    const { customer_id } = await greeted()
    const body = { customer_id, title: 'Once', text: 'Hi' }
    const keyed = { 'Idempotency-Key': `begin ${customer_id}` }
    const first = await begin(body, keyed)
    const again = await begin(body, keyed)
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body])
    expect((await begin({ ...body, title: 'Other' }, keyed)).status).toBe(422)
    const other = await greeted()
    const many = await Promise.all(
      Array.from({ length: 10 }, () => begin({ customer_id: other.customer_id, text: 'Hi' }))
    )
    const statuses = many.map(({ status }) => status).sort()
    expect(statuses).toEqual([201, ...Array.from({ length: 9 }, () => 409)])
    await api.settled()
    expect((await api.get(`/api/v1/customers/${other.customer_id}/tickets`)).body.data).toHaveLength(1)
  })
})

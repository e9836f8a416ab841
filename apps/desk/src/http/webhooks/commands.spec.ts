import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket, type CommandPersonal } from '#application'
import { ticketStream } from '#domain'
import { type AgentId, commandIdFor, type StaffGroupId, type TicketId } from '#kernel'
import type { GuardedClient } from '#outbound'
import { conceal } from '#privacy'
import type { TestApi } from '../testing.js'
import type { Answering, Receiver } from './testing.js'
import { eventually, HooksScene } from './testing-scene.js'

let scene: HooksScene
let api: TestApi
let receiver: Receiver
let endpoint: string
let ticket: TicketId
beforeEach(async () => {
  scene = await HooksScene.start()
  ;({ api, receiver } = scene)
  endpoint = (await scene.active({ personal: true, events: ['sla.*'] })).id
  await put('/api/v1/ticket-fields/order', { name: 'Order', type: 'text' })
  await put('/api/v1/rules/link', {
    ...{ name: 'Payment link', on: ['command'], command: 'pay_link' },
    then: [{ webhook: { endpoint_id: endpoint } }]
  })
  ticket = (await api.customerWrites(1, 'May I pay?')) as TicketId
})
afterEach(() => scene.stop())

async function put(path: string, body: object): Promise<void> {
  expect((await api.send('PUT', path, { body })).status).toBe(201)
}

const via = {
  kind: 'message',
  place: { staffGroupId: 'g' as StaffGroupId, chatId: -1, threadId: 7 },
  telegramMessageId: 11
} as const

async function type(args: string, cause = `command ${args}`) {
  const context = {
    ...{ commandId: commandIdFor(cause), causationId: cause, correlationId: ticket },
    actor: 'agent:bob' as const
  }
  const command = { type: 'GiveCommand', name: 'pay_link', agentId: 'bob' as AgentId, via } as const
  const personal = conceal({ arguments: args } satisfies CommandPersonal)
  const done = await api.commands.execute(new ActOnTicket(ticket, { ...command, personal }, context))
  expect(done.ok).toBe(true)
}

const answering =
  (answer: object): Answering =>
  ({ body }) =>
    body.type === 'rule.fired' ? { status: 200, text: JSON.stringify(answer) } : undefined
async function stored(...types: readonly string[]) {
  const events = []
  for await (const event of api.desk.log.readStream(ticketStream(ticket)))
    if (types.includes(event.type)) events.push(event)
  return events
}
const become = async (type: string, count = 1) => {
  await eventually(async () => (await stored(type)).length >= count)
  return stored(type)
}
const thread = async () => (await api.get(`/api/v1/tickets/tkt_${ticket}/thread`)).body.data
const texts = async () => (await thread()).map(({ text }: { text: string }) => text)
const overAt = async (id = endpoint) =>
  eventually(async () =>
    (await scene.deliveries(id)).every(({ state }: { state: string }) => state !== 'pending')
  )

describe('A command that an endpoint answers', () => {
  it('is asked with its name and what follows it', async () => {
    await type('50')
    await receiver.has(1)
    expect(receiver.told[0]?.body).toMatchObject({
      type: 'rule.fired',
      data: { rule: { id: 'link', version: 0 }, command: { name: 'pay_link', arguments: '50' } }
    })
  })

  it('has its answer sent, noted and filled in, in one append', async () => {
    receiver.answering = answering({
      reply: 'Pay here: https://pay.example/1',
      note: 'Made',
      fields: { order: '7' }
    })
    await type('50')
    const [reply] = await become('ReplyRequested')
    expect(reply?.data).toMatchObject({ agentId: null })
    const all = await stored('ReplyRequested', 'NoteAdded', 'FieldsChanged')
    expect(new Set(all.map(({ meta }) => meta.commandId)).size).toBe(1)
    await eventually(async () => (await thread()).length === 3)
    expect((await texts()).sort()).toEqual(['Made', 'May I pay?', 'Pay here: https://pay.example/1'])
    expect((await api.get(`/api/v1/tickets/tkt_${ticket}`)).body.fields).toEqual({ order: '7' })
    expect(await stored('CommandRefused', 'RuleLapsed')).toEqual([])
  })

  it('is told where it was typed that nothing comes of it, where its text is not sent by a mistake of ours', async () => {
    await scene.sending?.stop()
    await scene.begin({ faultIn: text => (text.includes('rule.fired') ? 'WebhookBody/data' : undefined) })
    await type('50')
    const [refused] = await become('CommandRefused')
    expect(refused?.data).toMatchObject({ command: 'pay_link', reason: 'not_answered' })
    expect(await become('RuleLapsed')).toHaveLength(1)
  })

  const big = 'x'.repeat(65 * 1024)
  it.each([
    ['is no JSON', { status: 200, text: 'thanks' }, 'answer_invalid', { part: 'whole' }],
    ['is a list', { status: 200, text: '[]' }, 'answer_invalid', { part: 'whole' }],
    ['has an empty reply', { status: 200, text: '{"reply":" "}' }, 'answer_invalid', { part: 'reply' }],
    ['has a note that is a number', { status: 200, text: '{"note":5}' }, 'answer_invalid', { part: 'note' }],
    [
      'fills an unknown field',
      { status: 200, text: '{"fields":{"x":"1"},"note":"n"}' },
      'answer_invalid',
      { part: 'fields' }
    ],
    ['is too big', { status: 200, text: JSON.stringify({ note: big }) }, 'answer_too_big', {}],
    ['is a failure', { status: 500, text: 'no' }, 'answer_failed', { status: 500 }],
    [
      'leads elsewhere',
      { status: 302, headers: { location: 'http://127.0.0.1/' }, text: '' },
      'answer_failed',
      { status: 302 }
    ]
  ])('is told where it was typed, once, when the answer %s', async (_, answer, reason, details) => {
    receiver.answering = ({ body }) => (body.type === 'rule.fired' ? answer : undefined)
    await type('50')
    const [refused] = await become('CommandRefused')
    expect(refused?.data).toMatchObject({ command: 'pay_link', reason, details, agentId: 'bob', via })
    expect((await stored('RuleLapsed'))[0]?.data).toMatchObject({ rule: 'link', version: 0, because: reason })
    await overAt()
    await scene.passed(3_600_000)
    expect(receiver.told).toHaveLength(1)
    expect(await stored('ReplyRequested', 'NoteAdded', 'FieldsChanged')).toEqual([])
  })

  it('has ten seconds for its answer: then it is told, and asked no more', async () => {
    await scene.sending?.stop()
    const given: number[] = []
    const client: GuardedClient = {
      async post({ timeoutMs }) {
        given.push(timeoutMs)
        return { kind: 'timeout', error: 'no answer' }
      },
      close() {}
    }
    await scene.begin({ fence: 2, client })
    await type('50')
    const [refused] = await become('CommandRefused')
    expect(refused?.data['reason']).toBe('not_answered')
    await overAt()
    await scene.passed(3_600_000)
    expect(given).toEqual([10_000])
  })

  it('may have nothing to say', async () => {
    receiver.answering = ({ body }) => (body.type === 'rule.fired' ? { status: 204, text: '' } : undefined)
    await type('50')
    await receiver.has(1)
    await overAt()
    expect(await stored('CommandRefused', 'RuleLapsed', 'ReplyRequested', 'NoteAdded')).toEqual([])
  })

  it('is told where the endpoint is paused, and is not asked later', async () => {
    receiver.answering = ({ body }) => (body.type === 'rule.fired' ? { status: 410, text: '' } : undefined)
    await type('50')
    await become('CommandRefused')
    await scene.isIn(endpoint, 'paused')
    await type('60')
    const [, second] = await become('CommandRefused', 2)
    expect(second?.data['reason']).toBe('endpoint_paused')
    expect(receiver.told).toHaveLength(1)
  })

  it('is told where the ticket does not take the answer any more', async () => {
    receiver.answering = ({ body }) => (body.type === 'rule.fired' ? 'hangs' : undefined)
    await type('50')
    await receiver.has(1)
    const closed = await api.post(`/api/v1/tickets/tkt_${ticket}/status-changes`, { to: 'closed' })
    expect(closed.status).toBe(200)
    receiver.takeHanging({ reply: 'Pay here' })
    const [refused] = await become('CommandRefused')
    expect(refused?.data['reason']).toBe('answer_refused')
  })

  it('is not asked within the time for which the endpoint has asked to be left alone, and that is told', async () => {
    const busy = { status: 429, headers: { 'retry-after': '3600' }, text: '' }
    receiver.answering = ({ body }) => (body.type === 'rule.fired' ? busy : undefined)
    await type('50')
    expect((await become('CommandRefused'))[0]?.data).toMatchObject({ reason: 'answer_failed' })
    await overAt()
    await api.send('PATCH', `/api/v1/webhooks/${endpoint}`, { body: { events: ['ticket.tags_changed'] } })
    await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: ['later'] })
    await type('60')
    expect((await become('CommandRefused', 2))[1]?.data).toMatchObject({ reason: 'endpoint_busy' })
    expect(receiver.told).toHaveLength(1)
    await scene.passedUntil(600_000, () => receiver.told.length === 2)
    receiver.answering = answering({ note: 'Made' })
    await type('70')
    await become('NoteAdded')
  })

  it('is one of four calls at once, and the first to begin when one has ended', async () => {
    await api.send('PATCH', `/api/v1/webhooks/${endpoint}`, { body: { events: ['ticket.created'] } })
    receiver.answering = ({ body }) => (body.type === 'ticket.created' ? 'hangs' : undefined)
    for (let user = 2; user <= 6; user++) await api.customerWrites(user, 'Help')
    await receiver.has(4)
    await type('50')
    await eventually(async () => (await scene.deliveries(endpoint))[0].type === 'rule.fired')
    await eventually(async () => (await scene.deliveries(endpoint, '?state=pending')).length === 6)
    expect(receiver.told).toHaveLength(4)
    receiver.takeHanging(undefined, 1)
    await receiver.has(5)
    expect(receiver.told[4]?.body.type).toBe('rule.fired')
    receiver.answering = () => undefined
    receiver.takeHanging()
    await overAt()
  })

  it('is asked once, whatever is sent again', async () => {
    receiver.answering = answering({ note: 'Made' })
    await api.send('PATCH', `/api/v1/webhooks/${endpoint}`, { body: { events: ['ticket.tags_changed'] } })
    const from = new Date(api.clock.now()).toISOString()
    await type('50')
    await become('NoteAdded')
    await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: ['later'] })
    await receiver.has(2)
    await overAt()
    expect((await api.post(`/api/v1/webhooks/${endpoint}/replays`, { from })).status).toBe(202)
    await receiver.has(3)
    await overAt()
    expect(receiver.told.map(({ body }) => body.type)).toEqual([
      'rule.fired',
      'ticket.tags_changed',
      'ticket.tags_changed'
    ])
  })

  it('is not asked where the endpoint asks for less by now, and that is told', async () => {
    await scene.sending?.stop()
    let mayCall = false
    await scene.begin({ canCall: () => mayCall })
    await type('50')
    await eventually(async () => (await scene.deliveries(endpoint))[0].type === 'rule.fired')
    await api.send('PATCH', `/api/v1/webhooks/${endpoint}`, { body: { personal: false } })
    mayCall = true
    const [refused] = await eventually(async () => {
      await scene.passed(1000)
      const found = await stored('CommandRefused')
      return found.length > 0 && found
    })
    expect(refused?.data['reason']).toBe('endpoint_not_allowed')
    await overAt()
    expect(receiver.told).toEqual([])
  })

  it('is asked again by whoever goes on after a kill, under its id, and the first answer is the one used', async () => {
    receiver.answering = ({ body }) => (body.type === 'rule.fired' ? 'hangs' : undefined)
    await type('50')
    await receiver.has(1)
    const killed = scene.sending
    await scene.begin({ fence: 2 })
    await receiver.has(2)
    const [first, again] = receiver.told
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(again?.text).toBe(first?.text)
    receiver.takeHanging({ note: 'Made' })
    await become('NoteAdded')
    await overAt()
    await killed?.stop()
    expect(await stored('NoteAdded')).toHaveLength(1)
    expect(await stored('CommandRefused', 'RuleLapsed')).toEqual([])
  })
})

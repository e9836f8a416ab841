import { describe, expect, it } from '@jest/globals'
import { ActOnTicket } from '#application'
import type { MessageKind } from '#domain'
import type { MessageId, TicketId } from '#kernel'
import { conceal } from '#privacy'
import { Death } from './testing/death.js'
import { agent, annasChat, group, Scene, World } from './testing/scene.js'
import { lost, refusal } from './testing/scripted-telegram.js'

async function withTicket(options: ConstructorParameters<typeof Scene>[1] = {}) {
  const scene = await Scene.open(new World(), options)
  const { ticketId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  return { scene, ticketId, telegram: scene.world.telegram }
}

/** An agent changes the own message. */
const edits = (
  scene: Scene,
  ticketId: TicketId,
  messageId: MessageId,
  text: string,
  more: { kind?: MessageKind; fileId?: string } = {}
) =>
  scene.bus.execute(
    new ActOnTicket(
      ticketId,
      {
        type: 'EditReply',
        messageId,
        agentId: agent,
        kind: more.kind ?? 'text',
        digest: `${text} ${more.fileId ?? ''}`,
        sentAt: scene.world.clock.now(),
        personal: conceal({
          text: text === '' ? null : text,
          entities: null,
          file: more.fileId ? { file_id: more.fileId, name: null, mime_type: null, size: null } : null,
          forwarded_from: null
        })
      },
      { ...scene.context(), actor: `agent:${agent}` }
    )
  )

const sentIds = (scene: Scene): number[] =>
  scene
    .eventsSync('ticket-')
    .flatMap(({ type, data }) => (type === 'TicketResponded' ? (data['telegramMessageIds'] as number[]) : []))

describe('a reply that its agent edits', () => {
  it('is edited at the customer, the last words once; the agent sees when the customer has them', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const reply = await scene.agentReplies(ticketId, 'Helo')
    await scene.quiet()
    const [message_id] = sentIds(scene)
    await edits(scene, ticketId, reply, 'Hell')
    await edits(scene, ticketId, reply, 'Hello')
    await scene.quiet()
    const made = telegram.named('editMessageText').filter(({ params }) => params['chat_id'] === annasChat)
    expect(made.at(-1)?.params).toMatchObject({ chat_id: annasChat, message_id, text: 'Hello' })
    expect(telegram.texts(annasChat).filter(text => String(text).startsWith('Hel'))).toEqual(['Helo'])
    const signs = telegram.named('setMessageReaction').map(({ params }) => JSON.stringify(params['reaction']))
    expect(signs.at(-1)).toContain('👍')
    expect(signs.some(sign => sign.includes('👀'))).toBe(true)
    expect(scene.types('delivery-').filter(type => type === 'DeliveryAttempted')).toHaveLength(
      scene.types('delivery-').filter(type => type === 'DeliverySucceeded').length
    )
    await scene.stop()
  })

  it('while it is on its way is sent first and then edited', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(
      call => call.params['text'] === 'Helo',
      refusal(429, 'Too Many Requests', { retry_after: 7 })
    )
    const reply = await scene.agentReplies(ticketId, 'Helo')
    await scene.passes(1000)
    await edits(scene, ticketId, reply, 'Hello')
    await scene.quiet()
    const there = telegram.calls.filter(({ params }) => params['chat_id'] === annasChat).slice(-2)
    expect(there.map(({ method, params }) => [method, params['text']])).toEqual([
      ['sendMessage', 'Helo'],
      ['editMessageText', 'Hello']
    ])
    await scene.stop()
  })

  it('that failed goes with its present words when it is sent again', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(call => call.params['text'] === 'Helo', refusal(400, 'Bad Request: something'))
    const reply = await scene.agentReplies(ticketId, 'Helo')
    await scene.quiet()
    await edits(scene, ticketId, reply, 'Hello')
    await scene.act(ticketId, { type: 'ResendReply', messageId: reply, agentId: null })
    await scene.quiet()
    expect(telegram.texts(annasChat).at(-1)).toBe('Hello')
    await scene.stop()
  })

  it('in parts is edited part by part; fewer parts take the others away, more are told and nothing is sent', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const reply = await scene.agentReplies(ticketId, 'x'.repeat(5000))
    await scene.quiet()
    const [first, second] = sentIds(scene)
    const made = () =>
      telegram.calls
        .filter(({ method, params }) => params['chat_id'] === annasChat && !method.startsWith('send'))
        .map(({ method, params }) => [method, params['message_id'], String(params['text'] ?? '').length])
    await edits(scene, ticketId, reply, 'y'.repeat(4500))
    await scene.quiet()
    expect(made()).toEqual([
      ['editMessageText', first, 4096],
      ['editMessageText', second, 404]
    ])
    await edits(scene, ticketId, reply, 'z'.repeat(9000))
    await scene.quiet()
    expect(made()).toHaveLength(2)
    expect(telegram.texts(group).at(-1)).toMatch(/^The customer does not see this change: it is longer/)
    expect(scene.types('ticket-').filter(type => type === 'ReplyEditFailed')).toHaveLength(1)
    await edits(scene, ticketId, reply, 'short')
    await scene.quiet()
    expect(made().slice(2)).toEqual([
      ['editMessageText', first, 5],
      ['deleteMessage', second, 0]
    ])
    await scene.stop()
  })

  it('has its caption edited, and its media where that is another file', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const reply = await scene.agentReplies(ticketId, 'look', { kind: 'photo', fileId: 'one' })
    await scene.quiet()
    const [message_id] = sentIds(scene)
    const last = () => telegram.calls.findLast(({ params }) => params['chat_id'] === annasChat)
    await edits(scene, ticketId, reply, 'look here', { kind: 'photo', fileId: 'one' })
    await scene.quiet()
    expect(last()).toMatchObject({
      method: 'editMessageCaption',
      params: { message_id, caption: 'look here' }
    })
    await edits(scene, ticketId, reply, 'look here', { kind: 'photo', fileId: 'two' })
    await scene.quiet()
    const media = { type: 'photo', media: 'two', caption: 'look here' }
    expect(last()).toMatchObject({ method: 'editMessageMedia', params: { message_id, media } })
    await scene.stop()
  })

  it.each([
    ['MESSAGE_EDIT_TIME_EXPIRED', /a message this old/],
    ["message can't be edited", /this kind of message/],
    ['message to edit not found', /has deleted the message/],
    ['SOMETHING_NEW', /Telegram refused it \(“Bad Request: SOMETHING_NEW”\)/]
  ])('%s: the agent is told below the own message, once', async (words, told) => {
    const { scene, ticketId, telegram } = await withTicket()
    const reply = await scene.agentReplies(ticketId, 'Helo')
    await scene.quiet()
    telegram.answer('editMessageText', refusal(400, `Bad Request: ${words}`))
    await edits(scene, ticketId, reply, 'Hello')
    await scene.quiet()
    const notices = telegram.named('sendMessage').filter(({ params }) => told.test(String(params['text'])))
    expect(notices).toHaveLength(1)
    expect(notices[0]?.params).toMatchObject({ chat_id: group, reply_parameters: expect.anything() })
    await scene.stop()
  })

  it('is edited again after a lost answer; that it is so already is a success', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const reply = await scene.agentReplies(ticketId, 'Helo')
    await scene.quiet()
    telegram.answer(
      call => call.method === 'editMessageText' && call.params['chat_id'] === annasChat,
      lost,
      refusal(400, 'Bad Request: message is not modified')
    )
    await edits(scene, ticketId, reply, 'Hello')
    await scene.quiet()
    expect(scene.types('ticket-')).not.toContain('ReplyEditFailed')
    await scene.stop()
  })

  it('is edited whichever step the process dies at, and nothing is sent twice', async () => {
    async function asked(): Promise<World> {
      const world = new World()
      const scene = await Scene.open(world)
      const { ticketId } = await scene.customerWrites('It is broken')
      const reply = await scene.agentReplies(ticketId, 'Helo')
      await scene.quiet()
      await edits(scene, ticketId, reply, 'Hello')
      await scene.die()
      return world
    }
    async function runUntil(world: World, death: Death): Promise<void> {
      const scene = new Scene(world, { crash: death.here })
      void scene.delivery.start().catch(() => {})
      await Promise.race([scene.quiet(1000, 60_000).catch(() => {}), death.died])
      await scene.die()
    }
    const counted = new Death(Number.POSITIVE_INFINITY)
    await runUntil(await asked(), counted)
    expect(counted.passed.length).toBeGreaterThan(3)
    for (let at = 1; at <= counted.passed.length; at++) {
      const world = await asked()
      await runUntil(world, new Death(at))
      const scene = await Scene.open(world)
      await scene.quiet(1000)
      const { telegram } = world
      const there = telegram.calls.filter(({ params }) => params['chat_id'] === annasChat)
      expect(there.at(-1)).toMatchObject({ method: 'editMessageText', params: { text: 'Hello' } })
      expect(there.filter(({ params }) => params['text'] === 'Helo')).toHaveLength(1)
      const signs = telegram.named('setMessageReaction').map(({ params }) => params['reaction'])
      expect(signs.at(-1)).toEqual([{ type: 'emoji', emoji: '👍' }])
      await scene.stop()
    }
  }, 60_000)

  it('is edited after a restart too, however long it had to wait', async () => {
    const world = new World()
    const before = await Scene.open(world)
    const { ticketId } = await before.customerWrites('It is broken')
    const reply = await before.agentReplies(ticketId, 'Helo', { source: { kind: 'api' } })
    await before.quiet()
    const refused = Array.from({ length: 4000 }, () => lost)
    world.telegram.answer(
      call => call.method === 'editMessageText' && call.params['text'] === 'Hello',
      ...refused
    )
    await edits(before, ticketId, reply, 'Hello')
    await before.passes(30 * 60_000, 5000)
    await before.die()
    world.telegram.calls.length = 0
    world.telegram.forgetAnswers()
    const after = await Scene.open(world)
    await after.quiet()
    expect(world.telegram.named('editMessageText').map(({ params }) => params['text'])).toContain('Hello')
    await after.stop()
  })
})

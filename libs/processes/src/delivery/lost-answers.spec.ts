import { describe, expect, it } from '@jest/globals'
import { Echoes } from './send/echoes.js'
import { annasChat, group, groupStream, Scene, World } from './testing/scene.js'
import { lost } from './testing/scripted-telegram.js'

const said = (text: string) => (call: { params: Readonly<Record<string, unknown>> }) =>
  call.params['text'] === text

async function withTicket() {
  const scene = await Scene.open()
  const { ticketId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  return { scene, ticketId, telegram: scene.world.telegram }
}

/** What the desk can say of Telegram's updates. */
class Telling {
  isOver = false
  fails = false
  asked = 0
  readonly world = new World()

  constructor(private readonly tookMs = 0) {}

  readonly echoed = async (): Promise<boolean> => {
    this.asked++
    if (this.fails) throw new Error('the log is away')
    if (this.tookMs > 0) await this.world.clock.sleep(this.tookMs)
    return this.isOver
  }
}

async function withLostTopic(telling: Telling, losses = 1) {
  const { world } = telling
  const scene = await Scene.open(world, { echoed: telling.echoed, limits: true })
  world.telegram.answer('createForumTopic', ...Array.from({ length: losses }, () => lost))
  const { ticketId } = await scene.customerWrites('It is broken')
  return { scene, ticketId, topics: () => world.telegram.named('createForumTopic').length }
}

describe('when the answer of Telegram is lost', () => {
  it('a reply is not repeated; the agent is asked and can send it again', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(said('We repair it'), lost)
    const messageId = await scene.agentReplies(ticketId, 'We repair it')
    await scene.quiet()
    expect(telegram.texts(annasChat).filter(text => text === 'We repair it')).toHaveLength(1)
    const asked = telegram.named('sendMessage').at(-1)
    expect(asked?.params['text']).toMatch(/Send it again\?/)
    expect(asked?.params['reply_markup']).toEqual({
      inline_keyboard: [[{ text: 'Send again', callback_data: `resend:${messageId}` }]]
    })
    expect(asked?.params['reply_parameters']).toBeDefined()

    await scene.act(ticketId, { type: 'ResendReply', messageId, agentId: null })
    await scene.quiet()
    expect(telegram.texts(annasChat).filter(text => text === 'We repair it')).toHaveLength(2)
    expect(scene.types('ticket-').filter(type => type === 'TicketResponded')).toHaveLength(1)
    await scene.stop()
  })

  it('an uncertain reply does not hold the next one back', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(said('one'), lost)
    await scene.agentReplies(ticketId, 'one')
    await scene.agentReplies(ticketId, 'two')
    await scene.quiet()
    expect(telegram.texts(annasChat).slice(-2)).toEqual(['one', 'two'])
    await scene.stop()
  })

  it('a notice to the customer is dropped', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(call => String(call.params['text']).includes('resolved'), lost)
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: 0 })
    await scene.quiet()
    expect(telegram.texts(annasChat).filter(text => String(text).includes('resolved'))).toHaveLength(1)
    await scene.stop()
  })

  it('a relay is repeated and says so, and the next one waits for it', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(said('Hello?'), lost)
    await scene.customerWrites('Hello?')
    await scene.customerWrites('Anybody?')
    await scene.quiet()
    expect(telegram.texts(group).slice(-3)).toEqual(['Hello?', '↻ perhaps repeated: Hello?', 'Anybody?'])
    await scene.stop()
  })

  it('media are repeated with the mark in the caption, or in a message before them', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer('copyMessage', lost)
    await scene.customerWrites('look', { kind: 'photo', fileId: 'f' })
    await scene.quiet()
    expect(telegram.named('copyMessage').map(call => call.params['caption'])).toEqual([
      'look',
      '↻ perhaps repeated: look'
    ])
    telegram.answer('forwardMessage', lost)
    await scene.customerWrites('', { kind: 'sticker', fileId: 'f' })
    await scene.quiet()
    expect(telegram.methods().slice(-3)).toEqual(['forwardMessage', 'sendMessage', 'copyMessage'])
    expect(telegram.texts(group).at(-1)).toMatch(/^↻/)
    await scene.stop()
  })

  it('a notice to the staff is repeated and says so', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(call => String(call.params['text']).includes('From the API'), lost)
    await scene.agentReplies(ticketId, 'From the API', { source: { kind: 'api' } })
    await scene.quiet()
    const shown = telegram.texts(group).filter(text => String(text).includes('From the API'))
    expect(shown).toEqual([expect.stringMatching(/^💬/), expect.stringMatching(/^↻ perhaps repeated: 💬/)])
    await scene.stop()
  })

  it('a topic is waited for, and its echo ends the waiting', async () => {
    const scene = await Scene.open()
    const { telegram } = scene.world
    telegram.answer('createForumTopic', lost)
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.passes(5000)
    expect(telegram.named('createForumTopic')).toHaveLength(1)
    const place = { staffGroupId: groupStream, chatId: group, threadId: 77 }
    await scene.act(ticketId, { type: 'BindTopic', place })
    await scene.quiet()
    expect(telegram.named('createForumTopic')).toHaveLength(1)
    expect(telegram.named('sendMessage').at(-1)?.params).toMatchObject({
      message_thread_id: 77,
      text: 'It is broken'
    })
    await scene.stop()
  })

  it('a topic without an echo is asked for again after 20 s', async () => {
    const scene = await Scene.open()
    const { telegram } = scene.world
    telegram.answer('createForumTopic', lost)
    await scene.customerWrites('It is broken')
    await scene.passes(19_000)
    expect(telegram.named('createForumTopic')).toHaveLength(1)
    await scene.quiet()
    expect(telegram.named('createForumTopic')).toHaveLength(2)
    expect(telegram.texts(group)).toContain('It is broken')
    await scene.stop()
  })

  it('a topic is not asked for again before all that Telegram has to tell is handled', async () => {
    const telling = new Telling()
    const { scene, topics } = await withLostTopic(telling)
    await scene.passes(120_000)
    expect(topics()).toBe(1)
    telling.isOver = true
    await scene.passes(7000)
    expect(topics()).toBe(2)
    await scene.quiet()
    expect(scene.world.telegram.texts(group)).toContain('It is broken')
    await scene.stop()
  })

  it('a topic is asked for again after 3 minutes at the latest, also where nobody can say what is handled', async () => {
    const telling = new Telling()
    telling.fails = true
    const { scene, topics } = await withLostTopic(telling)
    await scene.passes(179_000)
    expect(topics()).toBe(1)
    expect(telling.asked).toBeGreaterThan(20)
    await scene.passes(5000)
    expect(topics()).toBe(2)
    await scene.stop()
  })

  it('a topic is waited for anew after each lost answer', async () => {
    const telling = new Telling()
    const { scene, topics } = await withLostTopic(telling, 2)
    await scene.passes(184_000)
    expect(topics()).toBe(2)
    await scene.passes(175_000)
    expect(topics()).toBe(2)
    await scene.passes(10_000)
    expect(topics()).toBe(3)
    await scene.stop()
  })

  it('one question serves all topics that wait', async () => {
    const telling = new Telling(30_000)
    telling.isOver = true
    const { scene, topics } = await withLostTopic(telling, 3)
    for (const user of [21, 22]) await scene.customerWrites('Me too', { user })
    await scene.passes(49_000)
    expect(topics()).toBe(3)
    await scene.passes(6000)
    expect(topics()).toBe(6)
    expect(telling.asked).toBe(1)
    await scene.stop()
  })

  it('what was asked before a topic was, says nothing of its echo', async () => {
    const telling = new Telling(30_000)
    telling.isOver = true
    const { scene, topics } = await withLostTopic(telling, 2)
    await scene.passes(25_000)
    expect(telling.asked).toBe(1)
    await scene.customerWrites('Me too', { user: 21 })
    await scene.passes(45_000)
    expect(topics()).toBe(3)
    await scene.passes(15_000)
    expect(topics()).toBe(4)
    await scene.stop()
  })

  it('a topic whose echo is handled at last is not asked for again', async () => {
    const telling = new Telling()
    const { scene, ticketId, topics } = await withLostTopic(telling)
    await scene.passes(60_000)
    const place = { staffGroupId: groupStream, chatId: group, threadId: 77 }
    await scene.act(ticketId, { type: 'BindTopic', place })
    telling.isOver = true
    await scene.quiet()
    expect(topics()).toBe(1)
    await scene.stop()
  })

  it('a topic that the log knows already is not asked for, also before the delivery has read of it', async () => {
    const { scene, ticketId } = await withTicket()
    const echoes = new Echoes({ desk: scene.desk, echoed: async () => true })
    await scene.passes(1000)
    expect(await echoes.areOver(null, 0)).toBe(false)
    await scene.passes(1000)
    expect(await echoes.areOver(null, 0)).toBe(true)
    expect(await echoes.areOver(ticketId, 0)).toBe(false)
    await scene.stop()
  })

  it('looking for the echo costs nothing of what the group may be sent', async () => {
    const telling = new Telling()
    const { scene, topics } = await withLostTopic(telling)
    await scene.passes(60_000)
    const { ticketId } = await scene.customerWrites('And I', { user: 21 })
    for (let notes = 0; notes < 12; notes++) await scene.customerWrites(`note ${notes}`, { user: 21 })
    await scene.passes(3000)
    expect(topics()).toBe(2)
    expect(scene.threadOf(ticketId)).toBeGreaterThan(0)
    expect(scene.world.telegram.texts(group)).toContain('note 11')
    await scene.stop()
  })

  it('a process that starts meanwhile waits for the echo, too', async () => {
    const first = await Scene.open()
    const { world } = first
    world.telegram.answer('createForumTopic', lost)
    await first.customerWrites('It is broken')
    await first.passes(5000)
    await first.die()
    const telling = new Telling()
    const second = await Scene.open(world, { echoed: telling.echoed })
    await second.passes(60_000)
    expect(world.telegram.named('createForumTopic')).toHaveLength(1)
    telling.isOver = true
    await second.quiet()
    expect(world.telegram.named('createForumTopic')).toHaveLength(2)
    await second.stop()
  })

  it('edits, reactions and closing are repeated freely and leave no delivery', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    await scene.agentReplies(ticketId, 'Done')
    await scene.quiet()
    const before = scene.types('delivery-').length
    telegram.answer('editMessageText', lost)
    telegram.answer('closeForumTopic', lost, lost)
    await scene.act(ticketId, { type: 'CloseTicket', cause: 'command', now: 0 })
    await scene.quiet()
    expect(telegram.named('closeForumTopic')).toHaveLength(3)
    expect(telegram.named('editMessageText').length).toBeGreaterThanOrEqual(2)
    expect(scene.types('delivery-')).toHaveLength(before)
    await scene.stop()
  })
})

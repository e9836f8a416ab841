import { describe, expect, it } from '@jest/globals'
import { annasChat, group, groupStream, Scene } from './testing/scene.js'
import { lost } from './testing/scripted-telegram.js'

const said = (text: string) => (call: { params: Readonly<Record<string, unknown>> }) =>
  call.params['text'] === text

async function withTicket() {
  const scene = await Scene.open()
  const { ticketId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  return { scene, ticketId, telegram: scene.world.telegram }
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
      undefined,
      '↻ perhaps repeated: look'
    ])
    telegram.answer('copyMessage', lost)
    await scene.customerWrites('', { kind: 'sticker', fileId: 'f' })
    await scene.quiet()
    expect(telegram.methods().slice(-3)).toEqual(['copyMessage', 'sendMessage', 'copyMessage'])
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

  it('a process that starts meanwhile waits for the echo, too', async () => {
    const first = await Scene.open()
    const { world } = first
    world.telegram.answer('createForumTopic', lost)
    await first.customerWrites('It is broken')
    await first.passes(5000)
    await first.die()
    const second = await Scene.open(world)
    await second.passes(19_000)
    expect(world.telegram.named('createForumTopic')).toHaveLength(1)
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

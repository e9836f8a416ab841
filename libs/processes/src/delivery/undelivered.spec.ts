import { describe, expect, it } from '@jest/globals'
import { ActOnStaffGroup } from '#application'
import { annasChat, group, groupStream, Scene, World } from './testing/scene.js'
import { lost, notSent, refusal } from './testing/scripted-telegram.js'

type Call = { method: string; params: Readonly<Record<string, unknown>> }
const said = (text: string) => (call: Call) => call.params['text'] === text
const odd = refusal(400, 'Bad Request: something nobody has seen')
const topicGone = refusal(400, 'Bad Request: message thread not found')
const topicClosed = refusal(400, 'Bad Request: TOPIC_CLOSED')

async function withTicket() {
  const scene = await Scene.open(new World())
  const { ticketId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  return { scene, ticketId, telegram: scene.world.telegram }
}

const notDelivered = (scene: Scene) =>
  scene.eventsSync('ticket-').flatMap(({ type, data }) => (type === 'NotDelivered' ? [data] : []))

describe('what can not be delivered', () => {
  it('as the customer wrote it is shown plainer', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(said('bold'), odd)
    telegram.answer('copyMessage', odd)
    telegram.answer('sendPhoto', odd)
    await scene.customerWrites('bold', { entities: [{ type: 'bold', offset: 0, length: 4 }] })
    await scene.customerWrites('my parcel', { kind: 'photo', fileId: 'file' })
    await scene.quiet()
    const shown = telegram.named('sendMessage').filter(said('bold'))
    expect(shown.map(({ params }) => 'entities' in params)).toEqual([true, false])
    expect(telegram.texts(group).at(-1)).toMatch(/^\[photo: can not be shown here\]\nmy parcel$/)
    expect(notDelivered(scene)).toEqual([])
    await scene.stop()
  })

  it('and has no caption is named after what says where it is from', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer('copyMessage', refusal(400, "Bad Request: the message can't be copied"))
    await scene.customerWrites('', { kind: 'poll', forwardedFrom: 'A channel' })
    await scene.quiet()
    expect(telegram.texts(group).slice(-2)).toEqual([
      '↪ forwarded from A channel',
      '[poll: can not be shown here]'
    ])
    await scene.stop()
  })

  it('at all is told in the topic and stands in the ticket, once, also after a restart', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(said('weird'), odd, odd)
    await scene.customerWrites('weird')
    await scene.customerWrites('next')
    await scene.quiet()
    const told = (texts: readonly unknown[]) =>
      texts.filter(text => /can not be shown here/.test(String(text)))
    expect(notDelivered(scene)).toEqual([
      { deliveryId: expect.any(String), what: 'customer_message', outcome: 'refused', code: 400 }
    ])
    expect(told(telegram.texts(group))).toHaveLength(1)
    expect(telegram.texts(group)).toContain('next')
    await scene.stop()
    const again = await Scene.open(scene.world)
    await again.customerWrites('more')
    await again.quiet()
    expect(told(telegram.texts(group))).toHaveLength(1)
    await again.stop()
  })

  it('to the customer besides replies is told, too: a confirmation refused, or its answer lost', async () => {
    const scene = await Scene.open(new World())
    const { telegram } = scene.world
    telegram.answer(call => call.params['chat_id'] === annasChat, odd, lost)
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: 0 })
    await scene.quiet()
    expect(notDelivered(scene)).toMatchObject([
      { what: 'opened', outcome: 'refused' },
      { what: 'resolved', outcome: 'unknown' }
    ])
    expect(telegram.texts(group).join('\n')).toMatch(
      /told that the ticket is open: Telegram refused it \(400\)[\s\S]*is resolved: Telegram did not answer/
    )
    await scene.stop()
  })

  it('because the customer can not be reached is said once, whatever waits', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(
      call => call.params['chat_id'] === annasChat,
      refusal(403, 'Forbidden: user is deactivated')
    )
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: 0 })
    await scene.quiet()
    expect(notDelivered(scene)).toEqual([])
    expect(telegram.texts(group).filter(text => /can not be reached/.test(String(text)))).toHaveLength(1)
    await scene.stop()
  })

  it('whole says so: the customer has the beginning of a long reply', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(call => String(call.params['text']).startsWith('b'), odd)
    await scene.agentReplies(ticketId, `${'a'.repeat(4096)}${'b'.repeat(100)}`)
    await scene.quiet()
    expect(telegram.texts(group).at(-1)).toMatch(/^Delivered in part/)
    await scene.stop()
  })
})

describe('a topic that is closed', () => {
  const missing = refusal(400, 'Bad Request: not enough rights to close or open the topic')

  it('and can not be opened for want of a right pauses the lane, is told once, and goes on', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(said('two'), topicClosed)
    telegram.answer('reopenForumTopic', missing)
    await scene.customerWrites('two')
    await scene.passes(60_000)
    expect(scene.types('staff-group-')).toContain('RightsChanged')
    expect(telegram.named('reopenForumTopic')).toHaveLength(1)
    expect(scene.delivery.status().waitingForGroup).toBe(1)
    const restored = { type: 'RecordRights' as const, missing: [] }
    await scene.bus.execute(new ActOnStaffGroup(groupStream, restored, scene.context()))
    await scene.quiet()
    expect(telegram.texts(group).filter(text => text === 'two')).toHaveLength(2)
    expect(notDelivered(scene)).toEqual([])
    await scene.stop()
  })

  it('is left alone for as long as Telegram wants', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(said('two'), topicClosed)
    telegram.answer('reopenForumTopic', refusal(429, 'Too Many Requests', { retry_after: 30 }))
    await scene.customerWrites('two')
    await scene.passes(29_000)
    expect(telegram.texts(group).filter(text => text === 'two')).toHaveLength(1)
    await scene.quiet()
    expect(telegram.texts(group).filter(text => text === 'two')).toHaveLength(2)
    await scene.stop()
  })

  it('because a person closed it is closed again after what had to be said', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'topic_closed', now: 0 })
    await scene.quiet()
    expect(telegram.named('closeForumTopic')).toHaveLength(0)
    telegram.answer(call => /reopen/.test(String(call.params['text'])), topicClosed)
    await scene.act(ticketId, {
      type: 'RefuseCommand',
      command: 'claim',
      reason: 'ticket_resolved',
      details: {},
      agentId: null,
      via: {
        kind: 'message',
        place: { staffGroupId: groupStream, chatId: group, threadId: scene.threadOf(ticketId) },
        telegramMessageId: 5
      }
    })
    await scene.quiet()
    expect(telegram.methods().slice(-3)).toEqual(['reopenForumTopic', 'sendMessage', 'closeForumTopic'])
    await scene.stop()
  })
})

describe('a topic that is gone', () => {
  it('is made again, however long Telegram was away before', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(said('two'), ...Array.from({ length: 9 }, () => notSent), topicGone)
    await scene.customerWrites('two')
    await scene.quiet()
    expect(telegram.named('createForumTopic')).toHaveLength(2)
    expect(telegram.texts(group).at(-1)).toBe('two')
    await scene.stop()
  })

  it('within a message in parts: the summary has its beginning, and no half characters', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(call => String(call.params['text']).startsWith('b'), topicGone)
    await scene.customerWrites(`${'a'.repeat(499)}😀${'a'.repeat(3530)}${'b'.repeat(100)}`)
    await scene.quiet()
    const texts = telegram.texts(group).map(String)
    const summary = texts.find(text => text.includes('deleted')) ?? ''
    expect(summary).toContain(`👤 ${'a'.repeat(499)}…`)
    expect(summary.isWellFormed()).toBe(true)
    expect(texts.at(-1)).toBe('b'.repeat(100))
    await scene.stop()
  })
})

describe('a card', () => {
  it('that was changed while it was being posted is put right', async () => {
    const scene = await Scene.open(new World())
    const { clock, telegram } = scene.world
    telegram.before = async call => {
      if (String(call.params['text']).includes('Assignee')) await clock.sleep(3000)
    }
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.passes(1000)
    await scene.act(ticketId, { type: 'ChangePriority', priority: 'urgent' })
    await scene.quiet()
    const edits = telegram.named('editMessageText').map(({ params }) => String(params['text']))
    expect(edits.at(-1)).toContain('Priority: urgent')
    await scene.stop()
  })
})

import { describe, expect, it } from '@jest/globals'
import { ActOnStaffGroup, GreetCustomer } from '#application'
import { conversationIdFor, staffGroupIdFor } from '#kernel'
import { conceal } from '#privacy'
import { annasChat, group, Scene, World } from './testing/scene.js'
import { bot, lost } from './testing/scripted-telegram.js'

async function withTicket(options: ConstructorParameters<typeof Scene>[1] = {}) {
  const scene = await Scene.open(new World(), options)
  const { ticketId, telegramMessageId, subjectId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  return { scene, ticketId, telegramMessageId, subjectId, telegram: scene.world.telegram }
}

describe('what is shown in the topic', () => {
  it('the card is edited, not repeated; many changes are one edit with the last state', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    await scene.act(ticketId, { type: 'ChangePriority', priority: 'high' })
    await scene.act(ticketId, { type: 'ChangeTags', add: ['vip'], remove: [] })
    await scene.act(ticketId, { type: 'ChangePriority', priority: 'urgent' })
    await scene.quiet()
    const [edit, ...more] = telegram.named('editMessageText')
    expect(more).toEqual([])
    expect(edit?.params['text']).toMatch(/Priority: urgent\nTags: vip$/)
    expect(JSON.stringify(edit?.params['reply_markup'])).toContain('"claim"')
    expect(JSON.stringify(edit?.params)).not.toContain('It is broken')
    await scene.stop()
  })

  it('the buttons follow the state', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const buttons = () => JSON.stringify(telegram.named('editMessageText').at(-1)?.params['reply_markup'])
    await scene.agentReplies(ticketId, 'ours')
    await scene.quiet()
    expect(buttons()).not.toContain('claim')
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: scene.world.clock.now() })
    await scene.quiet()
    expect(buttons()).toContain('reopen')
    await scene.act(ticketId, { type: 'CloseTicket', cause: 'command', now: scene.world.clock.now() })
    await scene.quiet()
    expect(buttons()).toBe('{"inline_keyboard":[]}')
    await scene.stop()
  })

  it('resolve closes the topic and tells the customer, reopen opens it; what a person closed is not closed again', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const now = scene.world.clock.now()
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now })
    await scene.quiet()
    expect(telegram.named('closeForumTopic')).toHaveLength(1)
    expect(telegram.texts(annasChat).at(-1)).toMatch(/write again/)
    await scene.act(ticketId, { type: 'ReopenTicket', cause: 'command', now })
    await scene.quiet()
    expect(telegram.named('reopenForumTopic')).toHaveLength(1)
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'topic_closed', now })
    await scene.quiet()
    expect(telegram.named('closeForumTopic')).toHaveLength(1)
    await scene.stop()
  })

  it('media are copied from the customer’s chat under their name; what takes no caption is forwarded', async () => {
    const { scene, telegram } = await withTicket()
    const { telegramMessageId } = await scene.customerWrites('look', { kind: 'video', fileId: 'v' })
    await scene.customerWrites('', { kind: 'location' })
    await scene.quiet()
    expect(telegram.named('copyMessage').map(call => call.params)).toEqual([
      expect.objectContaining({ chat_id: group, from_chat_id: annasChat, message_id: telegramMessageId })
    ])
    expect(telegram.named('forwardMessage').map(call => call.params)).toEqual([
      expect.objectContaining({ chat_id: group, from_chat_id: annasChat })
    ])
    await scene.stop()
  })

  it('what a template carries goes to the customer by Telegram’s name for it, the text below it, and is shown in the topic', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    await scene.agentReplies(ticketId, 'The label', {
      ...{ kind: 'photo', fileId: 'label', source: { kind: 'api' } }
    })
    await scene.quiet()
    expect(telegram.named('sendPhoto').map(({ params }) => params)).toEqual([
      { chat_id: annasChat, photo: 'label', caption: 'The label' }
    ])
    expect(telegram.texts(group).at(-1)).toContain('The label')
    expect(telegram.named('copyMessage').map(({ params }) => params)).toEqual([
      expect.objectContaining({ chat_id: group, from_chat_id: annasChat, caption: '' })
    ])
    await scene.stop()
  })

  it('an edit comes as a reply to the copy of what was edited', async () => {
    const { scene, ticketId, telegramMessageId, telegram } = await withTicket()
    const relayed = scene.eventsSync('delivery-').findLast(event => event.type === 'DeliverySucceeded')
    await scene.customerEdits(ticketId, telegramMessageId, 'It is very broken')
    await scene.quiet()
    const sent = telegram.named('sendMessage').at(-1)
    expect(sent?.params['text']).toBe('✏️ edited:\nIt is very broken')
    expect(relayed).toBeDefined()
    expect(sent?.params['reply_parameters']).toMatchObject({ allow_sending_without_reply: true })
    await scene.stop()
  })

  it('an edit to another file, or from text to a photo, shows the new content; of a caption alone its words', async () => {
    const { scene, ticketId, telegramMessageId, telegram } = await withTicket()
    const last = () => telegram.calls.at(-1)
    await scene.customerEdits(ticketId, telegramMessageId, 'now seen', { kind: 'photo', fileId: 'one' })
    await scene.quiet()
    const copied = {
      from_chat_id: annasChat,
      message_id: telegramMessageId,
      reply_parameters: expect.objectContaining({ message_id: expect.any(Number) })
    }
    expect(last()).toMatchObject({
      method: 'copyMessage',
      params: { ...copied, caption: '✏️ edited:\nnow seen' }
    })
    await scene.customerEdits(ticketId, telegramMessageId, 'now seen', { kind: 'photo', fileId: 'two' })
    await scene.quiet()
    expect(last()).toMatchObject({ method: 'copyMessage', params: copied })
    await scene.customerEdits(ticketId, telegramMessageId, 'new words', { kind: 'photo', fileId: 'two' })
    await scene.quiet()
    expect(last()).toMatchObject({ method: 'sendMessage', params: { text: '✏️ edited:\nnew words' } })
    await scene.stop()
  })

  it('replies and notes of the API show in the topic; a long one in parts', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    await scene.agentReplies(ticketId, 'x'.repeat(9000), { source: { kind: 'api' } })
    await scene.quiet()
    expect(
      telegram
        .texts(annasChat)
        .slice(-3)
        .map(text => String(text).length)
    ).toEqual([4096, 4096, 808])
    expect(
      telegram
        .texts(group)
        .slice(-3)
        .join('')
        .replace(/^💬.*\n/, '')
    ).toBe('x'.repeat(9000))
    expect(scene.types('ticket-').filter(type => type === 'TicketResponded')).toHaveLength(1)
    await scene.stop()
  })

  it('a long reply with a lost part stays one uncertain reply; no part is repeated', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const isSecond = (call: { params: Readonly<Record<string, unknown>> }) =>
      call.params['text'] === 'y'.repeat(904)
    telegram.answer(isSecond, lost)
    await scene.agentReplies(ticketId, 'y'.repeat(5000), { source: { kind: 'api' } })
    await scene.quiet()
    expect(telegram.texts(annasChat).filter(text => String(text).startsWith('y'))).toHaveLength(2)
    expect(scene.types('ticket-')).toContain('ReplyUncertain')
    await scene.stop()
  })

  it('a refusal that leaves a choice has a button for each', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const place = { staffGroupId: staffGroupIdFor(group), chatId: group, threadId: scene.threadOf(ticketId) }
    const via = { kind: 'message' as const, place, telegramMessageId: 555 }
    const note = '11111111-1111-4111-8111-111111111111'
    const other = '22222222-2222-4222-8222-222222222222'
    const refused = { type: 'RefuseCommand' as const, command: 'x', agentId: null, via }
    await scene.act(ticketId, { ...refused, reason: 'follows_a_note', details: { note } })
    await scene.act(ticketId, {
      ...refused,
      reason: 'agent_ambiguous',
      details: { agents: `${note} ${other}` }
    })
    await scene.quiet()
    const buttons = telegram.named('sendMessage').flatMap(({ params }) => {
      const markup = params['reply_markup'] as { inline_keyboard: { callback_data: string }[][] } | undefined
      return markup ? [markup.inline_keyboard.map(row => row.map(({ callback_data }) => callback_data))] : []
    })
    expect(buttons.slice(-2)).toEqual([[[`send:${note}`]], [[`assign:${note}`], [`assign:${other}`]]])
    await scene.stop()
  })

  it('a refused command is told under the message that gave it', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const place = { staffGroupId: staffGroupIdFor(group), chatId: group, threadId: scene.threadOf(ticketId) }
    const via = { kind: 'message' as const, place, telegramMessageId: 555 }
    const refused = {
      type: 'RefuseCommand' as const,
      command: 'frob',
      reason: 'unknown_command',
      agentId: null
    }
    await scene.act(ticketId, { ...refused, details: {}, via })
    await scene.act(ticketId, { ...refused, details: {}, via: { kind: 'button', place } })
    await scene.quiet()
    const told = telegram
      .named('sendMessage')
      .filter(call => String(call.params['text']).includes('do not know this command'))
    expect(told).toHaveLength(1)
    expect(told[0]?.params['reply_parameters']).toMatchObject({ message_id: 555 })
    await scene.stop()
  })

  it('help says in a ticket that words go to the customer, and in General that they do not', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    for (const threadId of [scene.threadOf(ticketId), null]) {
      const command = {
        type: 'RequestStaffNotice' as const,
        notice: 'general_help' as const,
        threadId,
        replyToTelegramMessageId: 555,
        details: {}
      }
      await scene.bus.execute(new ActOnStaffGroup(staffGroupIdFor(group), command, scene.context()))
    }
    await scene.quiet()
    const told = telegram
      .named('sendMessage')
      .map(({ params }) => [params['message_thread_id'], params['text']])
    expect(told).toContainEqual([
      scene.threadOf(ticketId),
      expect.stringMatching(/^Whatever you write here goes/)
    ])
    expect(told).toContainEqual([undefined, expect.stringMatching(/^Nothing that is written in General/)])
    await scene.stop()
  })

  it('two groups share the tickets, and a ticket stays where it is', async () => {
    const scene = await Scene.open()
    const other = staffGroupIdFor(-1009)
    const register = { type: 'RegisterStaffGroup' as const, staffGroupId: other, chatId: -1009 }
    await scene.bus.execute(new ActOnStaffGroup(other, register, scene.context()))
    for (let user = 20; user < 40; user++) await scene.customerWrites(`I am ${user}`, { user })
    await scene.quiet()
    const chats = scene.world.telegram.named('createForumTopic').map(call => call.params['chat_id'])
    expect(new Set(chats)).toEqual(new Set([group, -1009]))
    expect(chats).toHaveLength(20)
    await scene.stop()
  })
})

describe('what the customer gets', () => {
  it('the greeting opens no ticket', async () => {
    const scene = await Scene.open()
    const subjectId = await scene.desk.vault.subjectFor(annasChat)
    const conversationId = conversationIdFor(subjectId, bot)
    const customer = conceal({
      chat_id: annasChat,
      user_id: annasChat,
      first_name: 'Anna',
      last_name: null,
      username: null,
      language_code: 'ru'
    })
    const conversation = { conversationId, bot, language: 'ru', customer }
    await scene.bus.execute(new GreetCustomer(conversation, {}, { ...scene.context(), subjectId }))
    await scene.quiet()
    expect(scene.world.telegram.texts(annasChat)).toEqual([expect.stringMatching(/^Здравствуйте/)])
    expect(scene.types('ticket-')).toEqual([])
    await scene.stop()
  })

  it('replies keep their order, also when one has to be tried again', async () => {
    const { scene, ticketId, telegram } = await withTicket({ limits: true })
    for (let n = 0; n < 8; n++) await scene.agentReplies(ticketId, `reply ${n}`)
    await scene.quiet()
    expect(telegram.texts(annasChat).slice(1)).toEqual(Array.from({ length: 8 }, (_, n) => `reply ${n}`))
    await scene.stop()
  })
})

describe('over a longer time', () => {
  it('120 tickets in a minute are all shown, at the pace Telegram allows', async () => {
    const scene = await Scene.open(new World(), { limits: true })
    for (let n = 0; n < 120; n++) await scene.customerWrites(`I am ${n}`, { user: 1000 + n })
    const from = scene.world.clock.monotonic()
    await scene.quiet(1000)
    const minutes = (scene.world.clock.monotonic() - from) / 60_000
    const { telegram } = scene.world
    expect(telegram.named('createForumTopic')).toHaveLength(120)
    const counted = telegram.calls.filter(call => call.params['chat_id'] === group)
    expect(counted.length).toBeLessThanOrEqual(20 * (minutes + 1) + 1)
    await scene.stop()
  }, 60_000)

  it('what waits for ten minutes no longer keeps the checkpoint back, and is done after a restart all the same', async () => {
    const scene = new Scene(new World())
    await scene.delivery.start()
    await scene.customerWrites('Is anybody there?')
    await scene.passes(12 * 60_000, 10_000)
    await scene.customerWrites('Me too', { user: 12 })
    await scene.passes(1000)
    const checkpoint = await scene.world.state.checkpoint('delivery-700')
    const opened = scene.eventsSync('ticket-').length
    expect(opened).toBe(4)
    expect(checkpoint?.position).toBeDefined()
    await scene.stop()
    const first =
      checkpoint &&
      (await scene.world.disk.events.findIndex(stored => stored.event.id === checkpoint.eventId))
    expect(first).toBeGreaterThan(2)

    const again = await Scene.open(scene.world)
    await again.quiet()
    const shown = again.world.telegram.texts(group)
    expect(shown).toContain('Is anybody there?')
    expect(shown).toContain('Me too')
    await again.stop()
  })
})

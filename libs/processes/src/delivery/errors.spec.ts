import { describe, expect, it } from '@jest/globals'
import { ActOnStaffGroup } from '#application'
import type { JsonObject } from '#kernel'
import { Reupload } from '#telegram'
import { annasChat, group, groupStream, Scene, World } from './testing/scene.js'
import { lost, notSent, refusal } from './testing/scripted-telegram.js'

const said = (text: string) => (call: { params: Readonly<Record<string, unknown>> }) =>
  call.params['text'] === text

async function withTicket(options: ConstructorParameters<typeof Scene>[1] = {}) {
  const scene = await Scene.open(new World(), options)
  const { ticketId, telegramMessageId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  return { scene, ticketId, telegramMessageId, telegram: scene.world.telegram }
}

const failure = (scene: Scene): JsonObject | undefined =>
  scene.eventsSync('ticket-').findLast(event => event.type === 'ReplyFailed')?.data as JsonObject | undefined

describe('a deleted topic', () => {
  it('is made again once, with a summary that ends before the pending message, which is relayed once', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    await scene.agentReplies(ticketId, 'Which one?')
    await scene.quiet()
    telegram.answer(said('The red one'), refusal(400, 'Bad Request: message thread not found'))
    await scene.customerWrites('The red one')
    await scene.quiet()
    expect(telegram.named('createForumTopic')).toHaveLength(2)
    const thread = scene.threadOf(ticketId)
    const inNew = telegram
      .named('sendMessage')
      .filter(call => call.params['message_thread_id'] === thread)
      .map(call => call.params['text'])
    expect(inNew).toHaveLength(3)
    expect(inNew[0]).toContain('Customer: Anna')
    expect(inNew[1]).toMatch(/deleted[\s\S]*👤 It is broken[\s\S]*💬 Which one\?$/)
    expect(inNew[2]).toBe('The red one')
    expect(scene.types('ticket-').filter(type => type === 'TopicLost')).toHaveLength(1)
    await scene.stop()
  })

  it('has a summary as the thread is: the correction, the contact, and of replies what became of them', async () => {
    const { scene, ticketId, telegram, telegramMessageId } = await withTicket()
    await scene.customerEdits(ticketId, telegramMessageId, 'It is very broken')
    const contact = { type: 'contact', phone_number: '+49 30 1234', first_name: 'Ada' } as const
    const content = { ...contact, last_name: null, user_id: null }
    await scene.customerWrites('', { kind: 'contact', content })
    telegram.answer(said('Never seen'), refusal(400, 'Bad Request: something'))
    await scene.agentReplies(ticketId, 'Never seen')
    await scene.quiet()
    const maybe = telegram.calls.length
    telegram.answer(said('Perhaps seen'), lost)
    await scene.agentReplies(ticketId, 'Perhaps seen')
    await scene.agentReplies(ticketId, 'Seen')
    await scene.quiet()
    expect(telegram.calls.length).toBeGreaterThan(maybe)
    telegram.answer(said('The red one'), refusal(400, 'Bad Request: message thread not found'))
    await scene.customerWrites('The red one')
    await scene.quiet()
    const summary =
      telegram
        .texts(group)
        .map(String)
        .find(text => text.includes('deleted')) ?? ''
    expect(summary.split('\n').slice(1)).toEqual([
      '👤 ✏️ It is very broken',
      '👤 📇 Ada, +49 30 1234',
      '💬 Never seen (not delivered)',
      '💬 Perhaps seen (perhaps not delivered)',
      '💬 Seen'
    ])
    await scene.stop()
  })

  it('of a resolved ticket is made again only when there is something to say', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer('closeForumTopic', refusal(400, 'Bad Request: TOPIC_ID_INVALID'))
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: scene.world.clock.now() })
    await scene.passes(120_000, 1000)
    expect(scene.types('ticket-')).toContain('TopicLost')
    expect(telegram.named('createForumTopic')).toHaveLength(1)
    await scene.customerWrites('Still broken')
    await scene.quiet()
    expect(telegram.named('createForumTopic')).toHaveLength(2)
    expect(telegram.texts(group).at(-1)).toBe('Still broken')
    await scene.stop()
  })
})

describe('what Telegram refuses in the group', () => {
  it('a closed topic is opened for the message, and closed again when the ticket is over', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    await scene.act(ticketId, { type: 'CloseTicket', cause: 'command', now: 0 })
    await scene.quiet()
    const via = {
      kind: 'message' as const,
      place: { staffGroupId: groupStream, chatId: group, threadId: 1 },
      telegramMessageId: 5
    }
    telegram.answer(
      call => String(call.params['text']).includes('closed'),
      refusal(400, 'Bad Request: TOPIC_CLOSED')
    )
    await scene.act(ticketId, {
      type: 'RefuseCommand',
      command: 'claim',
      reason: 'ticket_closed',
      details: {},
      agentId: null,
      via
    })
    await scene.quiet()
    expect(telegram.named('reopenForumTopic')).toHaveLength(1)
    expect(telegram.named('closeForumTopic')).toHaveLength(2)
    expect(telegram.texts(group).at(-1)).toMatch(/closed/)
    await scene.stop()
  })

  it('missing rights pause the lane, are told once, and it goes on when they are back', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(
      said('one'),
      refusal(400, 'Bad Request: not enough rights to send text messages to the chat')
    )
    await scene.customerWrites('one')
    await scene.customerWrites('two')
    await scene.passes(10_000)
    expect(telegram.texts(group)).not.toContain('two')
    expect(telegram.texts(group).filter(text => String(text).includes('not an administrator'))).toHaveLength(
      1
    )
    expect(scene.delivery.status().waitingForGroup).toBe(1)
    const restored = { type: 'RecordRights' as const, missing: [] }
    await scene.bus.execute(new ActOnStaffGroup(groupStream, restored, scene.context()))
    await scene.quiet()
    expect(telegram.texts(group).filter(text => text === 'one')).toHaveLength(2)
    expect(telegram.texts(group)).toContain('two')
    await scene.stop()
  })

  it('a ticket without any usable group waits, and goes on when there is one', async () => {
    const scene = new Scene(new World())
    await scene.delivery.start()
    await scene.customerWrites('It is broken')
    await scene.passes(5000)
    expect(scene.world.telegram.named('createForumTopic')).toHaveLength(0)
    expect(scene.world.telegram.texts(annasChat)).toHaveLength(1)
    const register = { type: 'RegisterStaffGroup' as const, staffGroupId: groupStream, chatId: group }
    await scene.bus.execute(new ActOnStaffGroup(groupStream, register, scene.context()))
    await scene.quiet()
    expect(scene.world.telegram.texts(group)).toContain('It is broken')
    await scene.stop()
  })

  it('a migrated group is recorded and the call made again in the new chat', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(
      said('Hello'),
      refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: -1002 })
    )
    await scene.customerWrites('Hello')
    await scene.quiet()
    expect(scene.types('staff-group-')).toContain('StaffGroupMigrated')
    expect(telegram.texts(-1002)).toEqual(['Hello'])
    await scene.stop()
  })

  it('a deleted card is posted again once', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const gone = refusal(400, 'Bad Request: message to edit not found')
    telegram.answer('editMessageText', gone, 'ok', gone)
    await scene.act(ticketId, { type: 'ChangePriority', priority: 'high' })
    await scene.quiet()
    await scene.act(ticketId, { type: 'ChangePriority', priority: 'low' })
    await scene.quiet()
    await scene.act(ticketId, { type: 'ChangePriority', priority: 'urgent' })
    await scene.quiet()
    expect(scene.types('ticket-').filter(type => type === 'CardPosted')).toHaveLength(2)
    await scene.stop()
  })

  it('media that can not be copied are sent by their file, and named when that fails too', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer('copyMessage', refusal(400, "Bad Request: the message can't be copied"))
    telegram.answer('sendPhoto', refusal(400, 'Bad Request: wrong file identifier/HTTP URL specified'))
    await scene.customerWrites('look', { kind: 'photo', fileId: 'f1' })
    await scene.quiet()
    expect(telegram.methods().slice(-3)).toEqual(['copyMessage', 'sendPhoto', 'sendMessage'])
    expect(telegram.texts(group).at(-1)).toMatch(/^\[photo.*\]\nlook$/)
    await scene.stop()
  })

  it('what can not be copied and has no file is shown as text, with what it says and its caption', async () => {
    const { scene, telegram } = await withTicket()
    const refused = refusal(400, "Bad Request: the message can't be copied")
    telegram.answer(({ method }) => /^(copy|forward)Message$/.test(method), ...Array(6).fill(refused))
    const contact = {
      type: 'contact',
      phone_number: '+49 30 1234',
      first_name: 'Ada',
      last_name: null
    } as const
    await scene.customerWrites('', { kind: 'contact', content: { ...contact, user_id: null } })
    const paid = { type: 'paid_media', star_count: 50, media: ['photo'] } as const
    await scene.customerWrites('my caption', { kind: 'paid_media', content: paid })
    await scene.customerWrites('Words of a rich message', { kind: 'rich_message' })
    await scene.customerWrites('of something newer', { kind: 'other' })
    await scene.quiet()
    expect(telegram.texts(group).slice(-4)).toEqual([
      '📇 Ada, +49 30 1234',
      '⭐ 50: photo\nmy caption',
      'Words of a rich message',
      '[other: can not be shown here]\nof something newer'
    ])
    await scene.stop()
  })

  it('bad entities are left out, and a reply to a message that is gone goes without it', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(said('bold'), refusal(400, "Bad Request: can't parse entities: …"))
    await scene.customerWrites('bold', { entities: [{ type: 'bold', offset: 0, length: 4 }] })
    await scene.quiet()
    expect(telegram.named('sendMessage').at(-1)?.params['entities']).toBeUndefined()
    await scene.stop()
  })
})

describe('what Telegram refuses in the private chat', () => {
  it('a customer who blocked the bot is recorded; all replies that wait fail at once and are told', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(said('one'), refusal(403, 'Forbidden: bot was blocked by the user'))
    const bothWait = Promise.withResolvers<void>()
    telegram.before = call => (said('one')(call) ? bothWait.promise : Promise.resolve())
    const messageId = await scene.agentReplies(ticketId, 'one')
    await scene.agentReplies(ticketId, 'two')
    while (scene.delivery.status().pending.reply < 2) await scene.passes(0)
    bothWait.resolve()
    await scene.quiet()
    expect(scene.types('conversation-')).toContain('CustomerBlockedBot')
    expect(telegram.texts(annasChat)).not.toContain('two')
    const failed = scene.eventsSync('ticket-').filter(event => event.type === 'ReplyFailed')
    expect(failed.map(event => event.data['reason'])).toEqual([
      'customer_blocked_bot',
      'customer_blocked_bot'
    ])
    const told = telegram
      .named('sendMessage')
      .filter(call => String(call.params['text']).startsWith('Not delivered'))
    expect(told).toHaveLength(2)
    expect(JSON.stringify(told[0]?.params['reply_markup'])).toContain(`resend:${messageId}`)
    expect(telegram.texts(group)).toContainEqual(
      expect.stringContaining('can not be reached: they have blocked the bot')
    )
    await scene.stop()
  })

  it.each([
    [403, 'Forbidden: user is deactivated', 'customer_gone'],
    [400, 'Bad Request: chat not found', 'chat_not_found'],
    [400, 'Bad Request: something nobody has seen', 'refused_by_telegram'],
    [400, 'Bad Request: MESSAGE_TOO_LONG', 'refused_by_telegram']
  ])('%d %s fails the reply: %s', async (code, description, reason) => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(said('one'), refusal(code, description))
    await scene.agentReplies(ticketId, 'one')
    await scene.quiet()
    expect(failure(scene)).toMatchObject({ reason })
    expect(telegram.texts(annasChat).filter(text => text === 'one')).toHaveLength(1)
    await scene.stop()
  })

  it('a reply whose message the agent deleted is taken back; one that can not be copied goes by its file', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer('copyMessage', refusal(400, 'Bad Request: message to copy not found'))
    await scene.agentReplies(ticketId, '', { kind: 'photo', fileId: 'f' })
    await scene.quiet()
    expect(failure(scene)).toMatchObject({ reason: 'message_gone' })
    telegram.answer(
      'copyMessage',
      refusal(400, "Bad Request: message has protected content and can't be forwarded")
    )
    await scene.agentReplies(ticketId, 'see', { kind: 'photo', fileId: 'f' })
    await scene.quiet()
    expect(telegram.named('sendPhoto').at(-1)?.params).toMatchObject({
      chat_id: annasChat,
      photo: 'f',
      caption: 'see'
    })
    await scene.stop()
  })

  it('the agent reads what Telegram said, sealed in the log under the customer’s key', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(said('one'), refusal(400, 'Bad Request: BUSINESS_PEER_USAGE_MISSING'))
    await scene.agentReplies(ticketId, 'one')
    const odd = refusal(400, 'Bad Request: something nobody has seen')
    telegram.answer(said('Hello'), odd, odd)
    await scene.customerWrites('Hello')
    await scene.quiet()
    const told = telegram.texts(group).join('\n')
    expect(told).toContain('Not delivered: Telegram refused it (“Bad Request: BUSINESS_PEER_USAGE_MISSING”).')
    expect(told).toContain('Telegram refused it (400): Bad Request: something nobody has seen.')
    expect(JSON.stringify(scene.world.disk.events)).not.toMatch(/BUSINESS_PEER|nobody has seen/)
    await scene.stop()
  })

  it('a refusal is recorded also where the customer is forgotten meanwhile, without the words', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.before = async ({ params }) => {
      if (params['text'] === 'one')
        await scene.desk.vault.forget(await scene.desk.vault.subjectFor(annasChat))
    }
    telegram.answer(said('one'), refusal(400, 'Bad Request: something nobody has seen'))
    await scene.agentReplies(ticketId, 'one')
    await scene.passes(60_000)
    const rejected = scene.eventsSync('delivery-').filter(({ type }) => type === 'DeliveryRejected')
    expect(rejected).toHaveLength(1)
    await scene.stop()
  })

  const noVoice = refusal(400, 'Bad Request: VOICE_MESSAGES_FORBIDDEN')

  it.each(['voice', 'video_note'] as const)(
    'a customer who takes no voice or video messages gets a %s as a file',
    async kind => {
      const { scene, ticketId, telegram } = await withTicket()
      telegram.answer(({ params }) => params['chat_id'] === annasChat, noVoice)
      await scene.agentReplies(ticketId, '', { kind, fileId: 'spoken' })
      await scene.quiet()
      const sent = telegram.named('sendDocument')
      expect(sent.map(({ params }) => params['document'])).toEqual([
        new Reupload('spoken', kind === 'voice' ? 'voice.ogg' : 'video_note.mp4')
      ])
      expect(scene.types('ticket-')).toContain('TicketResponded')
      await scene.stop()
    }
  )

  it('where not even that works, the agent reads why, and is not offered to send it again', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(({ params }) => params['chat_id'] === annasChat, noVoice, noVoice)
    await scene.agentReplies(ticketId, '', { kind: 'voice', fileId: 'spoken' })
    await scene.quiet()
    expect(failure(scene)).toMatchObject({ reason: 'voice_forbidden', code: 400 })
    const told = telegram.named('sendMessage').at(-1)?.params
    expect(told?.['text']).toMatch(/takes no voice or video messages/)
    expect(told?.['reply_markup']).toBeUndefined()
    await scene.stop()
  })

  it('a forgotten customer gets nothing, and the reply fails', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    await scene.desk.vault.forget(await scene.desk.vault.subjectFor(annasChat))
    const act = scene.agentReplies(ticketId, 'one')
    await expect(act).rejects.toThrow('customer_forgotten')
    await scene.quiet()
    expect(telegram.texts(annasChat)).toHaveLength(1)
    await scene.stop()
  })
})

describe('limits and trouble', () => {
  it('429 is honoured to the second for its chat only, and remembered over a restart', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(said('one'), refusal(429, 'Too Many Requests: retry after 30', { retry_after: 30 }))
    await scene.agentReplies(ticketId, 'one')
    await scene.passes(5000)
    await scene.customerWrites('meanwhile')
    await scene.passes(5000)
    expect(telegram.texts(group)).toContain('meanwhile')
    await scene.stop()

    const again = await Scene.open(scene.world)
    await again.passes(19_000)
    expect(telegram.texts(annasChat).filter(text => text === 'one')).toHaveLength(1)
    await again.passes(2000)
    expect(telegram.texts(annasChat).filter(text => text === 'one')).toHaveLength(2)
    await again.quiet()
    await again.stop()
  })

  it('after five failed calls in a row nothing is sent; an answer to getMe lets it go on by itself', async () => {
    const { scene, telegram } = await withTicket()
    telegram.answer(() => true, ...Array.from({ length: 8 }, () => notSent))
    await scene.customerWrites('Hello')
    await scene.passes(16_000)
    expect(scene.delivery.status()).toMatchObject({ state: 'paused', why: expect.any(String) })
    await scene.quiet()
    expect(telegram.named('getMe').length).toBeGreaterThanOrEqual(3)
    expect(scene.delivery.status()).toMatchObject({ state: 'sending', why: undefined })
    expect(telegram.texts(group).at(-1)).toBe('Hello')
    await scene.stop()
  })

  it('what was never sent is no uncertainty: it is simply sent again', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    telegram.answer(said('one'), notSent)
    await scene.agentReplies(ticketId, 'one')
    await scene.quiet()
    expect(scene.types('ticket-')).not.toContain('ReplyUncertain')
    expect(scene.types('ticket-')).toContain('TicketResponded')
    await scene.stop()
  })

  it.each([
    ['401', refusal(401, 'Unauthorized')],
    ['404', refusal(404, 'Not Found')]
  ])(
    'a token that is not accepted any more (%s) stops sending and says how to mend it; once it is accepted again, sending goes on by itself',
    async (_, no) => {
      const { scene, ticketId, telegram } = await withTicket()
      let revoked = true
      telegram.answer(() => revoked, ...Array.from({ length: 100 }, () => no))
      await scene.agentReplies(ticketId, 'We look at it')
      await scene.act(ticketId, { type: 'ChangePriority', priority: 'urgent' })
      await scene.passes(600_000, 1000)
      expect(scene.delivery.status()).toMatchObject({
        state: 'unauthorized',
        why: expect.stringContaining('token')
      })
      const asked = telegram.named('getMe').length
      expect(asked).toBeGreaterThan(10)
      expect(asked).toBeLessThan(30)
      expect(telegram.texts(annasChat).filter(text => text === 'We look at it').length).toBeLessThanOrEqual(1)

      revoked = false
      await scene.quiet()
      expect(scene.delivery.status()).toMatchObject({ state: 'sending', why: undefined })
      expect(telegram.texts(annasChat).at(-1)).toBe('We look at it')
      expect(scene.types('ticket-')).toContain('TicketResponded')
      expect(String(telegram.named('editMessageText').at(-1)?.params['text'])).toContain('urgent')
      await scene.stop()
    }
  )

  it('without a lease that lasts long enough no call is begun', async () => {
    let lease = false
    const scene = await Scene.open(new World(), { canCall: () => lease })
    await scene.customerWrites('Hello')
    await scene.passes(5000)
    expect(scene.world.telegram.calls).toHaveLength(0)
    lease = true
    await scene.quiet()
    expect(scene.world.telegram.texts(group)).toContain('Hello')
    await scene.stop()
  })

  it('a failed staff delivery is asked for once more on request; a reply is not', async () => {
    const { scene, ticketId, telegram } = await withTicket()
    const odd = refusal(400, 'Bad Request: something nobody has seen')
    telegram.answer(said('Hello'), odd, odd)
    await scene.customerWrites('Hello')
    telegram.answer(said('one'), refusal(400, 'Bad Request: something nobody has seen'))
    await scene.agentReplies(ticketId, 'one')
    await scene.quiet()
    const failed = scene
      .eventsSync('delivery-')
      .filter(event => event.type === 'DeliveryRejected' && event.data['final'])
    expect(failed).toHaveLength(2)
    const streams = new Set(failed.map(({ stream }) => stream))
    const failedOf = (kind: string) =>
      scene
        .eventsSync('delivery-')
        .find(({ stream, data }) => data['kind'] === kind && streams.has(stream))
        ?.stream.slice('delivery-'.length)
    const [reply, relay] = [failedOf('reply'), failedOf('relay')]
    expect(await scene.delivery.retry(reply as never)).toMatchObject({
      ok: false,
      reason: 'seen_by_customer'
    })
    expect(await scene.delivery.retry(relay as never)).toMatchObject({ ok: true })
    await scene.quiet()
    expect(telegram.texts(group).filter(text => text === 'Hello')).toHaveLength(3)
    expect(await scene.delivery.retry('none' as never)).toMatchObject({
      ok: false,
      reason: 'unknown_delivery'
    })
    await scene.stop()
  })
})

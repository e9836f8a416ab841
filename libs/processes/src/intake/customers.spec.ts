import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openScene, type Scene } from './testing/scene.js'
import { anna, boris, photo, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.close())

const conversationTypes = async () => (await scene.desk.events('conversation-')).map(event => event.type)

describe('a customer who is renamed', () => {
  const ann = { ...anna, first_name: 'Ann', last_name: 'Taylor', username: 'ann_t' }
  const renames = async () =>
    (await scene.desk.events('conversation-')).filter(({ type }) => type === 'CustomerRenamed')

  it('is recorded once, before what they write then, with the name sealed', async () => {
    const { desk, updates, receive } = scene
    await receive(updates.fromCustomer(anna, text('It is broken')), updates.fromCustomer(anna, text('Still')))
    expect(await renames()).toEqual([])
    await receive(updates.fromCustomer(ann, text('I have married')), updates.fromCustomer(ann, text('So')))
    const [renamed, ...more] = await renames()
    expect(more).toEqual([])
    expect(await desk.opened(renamed)).toEqual({
      first_name: 'Ann',
      last_name: 'Taylor',
      username: 'ann_t'
    })
    expect(JSON.stringify([renamed?.data, renamed?.meta])).not.toMatch(/Ann|Taylor|ann_t/)
    const types = (await desk.events('')).map(({ type }) => type)
    expect(types.indexOf('CustomerRenamed')).toBeLessThan(types.lastIndexOf('CustomerMessageReceived') - 1)
  })

  it('is recorded by an edit, too, and not again when it is handled again', async () => {
    const { desk, updates, receive } = scene
    await receive(updates.fromCustomer(anna, text('It is broken'), 501))
    const edited = await desk.receive(updates.customerEdits(ann, 501, text('It is quite broken')))
    expect(await renames()).toHaveLength(1)
    await desk.intake.handle(edited, { signal: new AbortController().signal, hold: () => () => {} })
    expect(await renames()).toHaveLength(1)
  })
})

describe('what a customer writes', () => {
  it('opens a ticket, and later messages go into it', async () => {
    const { desk, updates, receive } = scene
    await receive(updates.fromCustomer(anna, text('It is broken')), updates.fromCustomer(anna, photo('look')))
    expect(await scene.types()).toEqual([
      'TicketOpened',
      'CustomerMessageReceived',
      'CustomerMessageReceived'
    ])
    const [opened, first, second] = await desk.events('ticket-')
    expect(opened?.data).toMatchObject({ language: 'en', previousTicketId: null })
    expect(await desk.opened(opened)).toEqual({ display_name: 'Anna Customer', username: null })
    expect(await desk.opened(first)).toMatchObject({ text: 'It is broken', file: null })
    expect(second?.data).toMatchObject({ kind: 'photo' })
    expect(await desk.opened(second)).toMatchObject({ text: 'look', file: { file_id: 'p1', size: 1000 } })
    const [started] = await desk.events('conversation-')
    expect(await desk.opened(started)).toMatchObject({ chat_id: 11, user_id: 11, first_name: 'Anna' })
  })

  it('is recorded with what it answers and quotes, and with the topic of the private chat', async () => {
    const answer = {
      ...text('The red one'),
      ...{ message_thread_id: 31, is_topic_message: true },
      reply_to_message: { message_id: 50, text: 'Which one?' },
      quote: { text: 'Which', position: 0 }
    }
    await scene.receive(scene.updates.fromCustomer(anna, answer))
    const received = (await scene.since())[1]
    expect(received?.data).toMatchObject({ threadId: 31, replyToTelegramMessageId: 50 })
    expect(await scene.desk.opened(received)).toMatchObject({
      reply_to: { quote: 'Which', quote_entities: null, words: 'Which one?' }
    })
  })

  it('stands nowhere in clear', async () => {
    const { desk, updates, receive } = scene
    await receive(updates.fromCustomer(boris, text('Мой телефон 555-01-47')))
    const all = JSON.stringify((await desk.events('')).map(({ data, meta, stream }) => [stream, data, meta]))
    for (const secret of ['Борис', 'телефон', '555-01']) expect(all).not.toContain(secret)
  })

  it('changes nothing when the update is handled again', async () => {
    const { desk, updates, receive } = scene
    const event = await desk.receive(updates.fromCustomer(anna, text('It is broken')))
    await receive(updates.fromCustomer(anna, text('Very broken')))
    const before = await desk.events('')
    await desk.intake.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
    expect(await desk.events('')).toEqual(before)
  })

  it('is one ticket with ten messages in order when ten come at once', async () => {
    const { desk, updates } = scene
    const messages = Array.from({ length: 10 }, (_, n) => updates.fromCustomer(anna, text(`message ${n}`)))
    const events = []
    for (const message of messages) events.push(await desk.record(message))
    const handling = { signal: new AbortController().signal, hold: () => () => {} }
    for (const event of events) await desk.intake.handle(event, handling)
    const received = (await scene.since()).filter(event => event.type === 'CustomerMessageReceived')
    expect(new Set(received.map(event => event.stream)).size).toBe(1)
    const texts = await Promise.all(received.map(event => desk.opened(event)))
    expect(texts.map(opened => opened?.['text'])).toEqual(messages.map((_, n) => `message ${n}`))
  })

  it('is one ticket even when ten are handled at the same time', async () => {
    const { desk, updates } = scene
    const messages = Array.from({ length: 10 }, (_, n) => updates.fromCustomer(anna, text(`message ${n}`)))
    await Promise.all(messages.map(message => desk.receive(message)))
    const types = await scene.types()
    expect(types.filter(type => type === 'TicketOpened')).toHaveLength(1)
    expect(types.filter(type => type === 'CustomerMessageReceived')).toHaveLength(10)
  })

  it('opens a new ticket after the former was closed, and links back', async () => {
    const { desk, updates, receive } = scene
    const first = await scene.openTicket()
    await receive(updates.inTopic(anna, 7, text('/close')), updates.fromCustomer(anna, text('Me again')))
    const opened = (await desk.events('ticket-')).filter(event => event.type === 'TicketOpened')
    expect(opened[1]?.data).toMatchObject({ previousTicketId: first })
  })

  it('reopens a resolved ticket, unless it is only thanks', async () => {
    const { updates, receive } = scene
    await scene.openTicket()
    await receive(
      updates.inTopic(boris, 7, text('/resolve')),
      updates.fromCustomer(anna, text('Thanks, bye'))
    )
    expect(await scene.types()).toEqual(['TicketResolved', 'CustomerMessageReceived'])
    expect((await scene.since()).at(-1)?.data).toMatchObject({ closingRemark: true })
    await receive(updates.fromCustomer(anna, text('It broke again')))
    expect((await scene.types()).slice(2)).toEqual(['CustomerMessageReceived', 'TicketReopened'])
  })

  it('is edited in the ticket that holds it, once per change', async () => {
    const { desk, updates, receive } = scene
    const message = updates.fromCustomer(anna, text('It is brokn'))
    await receive(message)
    const id = (message['message'] as { message_id: number }).message_id
    await receive(updates.customerEdits(anna, id, text('It is broken')))
    await receive(updates.customerEdits(anna, id, text('It is broken')))
    const events = await scene.since()
    expect(events.map(event => event.type)).toEqual([
      'TicketOpened',
      'CustomerMessageReceived',
      'CustomerMessageEdited'
    ])
    expect(await desk.opened(events.at(-1))).toMatchObject({ text: 'It is broken' })
  })

  it('an edit from text to a photo is recorded with its kind and file', async () => {
    const { desk, updates, receive } = scene
    const message = updates.fromCustomer(anna, text('It is broken'))
    await receive(message)
    const { message_id } = message['message'] as { message_id: number }
    await receive(updates.customerEdits(anna, message_id, photo('see')))
    const [edited] = (await scene.since()).slice(-1)
    expect(edited).toMatchObject({ type: 'CustomerMessageEdited', data: { kind: 'photo', version: 1 } })
    expect(await desk.opened(edited)).toMatchObject({
      text: 'see',
      file: { file_id: 'p1', unique_id: 'u1', mime_type: 'image/jpeg', size: 1000 }
    })
  })

  it('is news when it is the edit of a message that never came', async () => {
    await scene.receive(scene.updates.customerEdits(anna, 99, text('Hello?')))
    expect(await scene.types()).toEqual(['TicketOpened', 'CustomerMessageReceived'])
  })

  it('opens no ticket with /start, which is greeted', async () => {
    await scene.receive(scene.updates.fromCustomer(boris, text('/start')))
    expect(await scene.types()).toEqual([])
    expect(await conversationTypes()).toEqual(['ConversationStarted', 'GreetingRequested'])
    expect((await scene.desk.events('conversation-'))[1]?.data).toEqual({ language: 'ru' })
  })

  it('by a link is the source of the next ticket and of no other, and its payload is in no open part of the log', async () => {
    const { desk, updates, receive } = scene
    const sources = async () => {
      const opened = (await desk.events('ticket-')).filter(event => event.type === 'TicketOpened')
      return Promise.all(opened.map(async event => (await desk.opened(event))?.['source']))
    }
    await receive(updates.fromCustomer(anna, text('/start first')))
    await receive(updates.fromCustomer(anna, text('/start promo-12')))
    await scene.openTicket()
    expect(await sources()).toEqual(['promo-12'])
    await receive(updates.inTopic(boris, 7, text('/close')), updates.fromCustomer(anna, text('Me again')))
    expect(await sources()).toEqual(['promo-12', undefined])
    await receive(updates.fromCustomer(boris, text('/start')), updates.fromCustomer(boris, text('Hi')))
    expect(await sources()).toEqual(['promo-12', undefined, undefined])
    expect(JSON.stringify((await desk.events('')).map(({ data, meta }) => [data, meta]))).not.toContain(
      'promo'
    )
  })

  it('with words after /start that no link can carry is a message like any other', async () => {
    await scene.receive(scene.updates.fromCustomer(anna, text('/start Hello, parcel 4711 is lost')))
    expect(await scene.types()).toEqual(['TicketOpened', 'CustomerMessageReceived'])
    expect(await scene.desk.opened((await scene.since())[1])).toMatchObject({
      text: 'Hello, parcel 4711 is lost'
    })
  })

  it('is ordinary text when it looks like a command for agents', async () => {
    await scene.receive(scene.updates.fromCustomer(anna, text('/close')))
    expect(await scene.types()).toEqual(['TicketOpened', 'CustomerMessageReceived'])
  })
})

describe('a customer who blocks the bot', () => {
  it('is recorded, and back with the unblocking', async () => {
    const { updates, receive } = scene
    await receive(updates.fromCustomer(anna, text('Hello')))
    await receive(updates.botInPrivate(anna, 'kicked'), updates.botInPrivate(anna, 'member'))
    expect((await conversationTypes()).slice(-2)).toEqual(['CustomerBlockedBot', 'CustomerUnblockedBot'])
  })

  it('is back with a later message, also when the news of it is late or lost', async () => {
    const { updates, receive } = scene
    await receive(updates.fromCustomer(anna, text('Hello')), updates.botInPrivate(anna, 'kicked'))
    await receive(updates.fromCustomer(anna, text('Hello again')))
    expect((await conversationTypes()).at(-1)).toBe('CustomerUnblockedBot')
  })

  it('stays blocked when an earlier message comes late', async () => {
    const { updates, receive } = scene
    const early = updates.fromCustomer(anna, text('early'))
    await receive(updates.fromCustomer(anna, text('Hello')), updates.botInPrivate(anna, 'kicked'), early)
    expect((await conversationTypes()).at(-1)).toBe('CustomerBlockedBot')
  })

  it('is nothing when they have never written', async () => {
    await scene.receive(scene.updates.botInPrivate(anna, 'kicked'))
    expect(await conversationTypes()).toEqual([])
  })
})

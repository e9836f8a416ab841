import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { PublishSetting, RemoveAgent } from '#application'
import { type AgentId, commandIdFor, isJsonObject, type JsonObject } from '#kernel'
import { createIntake } from './intake.js'
import { openScene, type Scene, topic } from './testing/scene.js'
import { alice, anonymousAdmin, bob, botUser, photo, text } from './testing/updates.js'

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
  await scene.openTicket()
})
afterEach(() => scene.close())

const say = (from: JsonObject, words: string) =>
  scene.receive(scene.updates.inTopic(from, topic, text(words)))
const last = async () => (await scene.since()).at(-1)
const claimed = ['TicketAssigned']

async function publish(kind: 'desk' | 'queue' | 'rule' | 'team', id: string, body: JsonObject) {
  const context = {
    commandId: `${kind}-${id}` as never,
    causationId: 't',
    correlationId: 't',
    actor: 'key:key_admin' as const
  }
  await scene.desk.commands.execute(new PublishSetting(kind, id, body, context))
}

describe('an answer in the topic', () => {
  it('is recorded with what it answers and quotes, and without the words of that: they may be a note’s', async () => {
    const answer = {
      ...text('Since when?'),
      reply_to_message: { message_id: 50, text: 'It is broken, he says' },
      quote: { text: 'broken', position: 6, entities: [{ type: 'bold', offset: 0, length: 6 }] }
    }
    await scene.receive(scene.updates.inTopic(alice, topic, answer))
    const asked = (await scene.since()).find(event => event.type === 'ReplyRequested')
    expect(asked?.data).toMatchObject({ replyToTelegramMessageId: 50 })
    const quote_entities = [{ type: 'bold', offset: 0, length: 6 }]
    expect(await scene.desk.opened(asked)).toMatchObject({
      reply_to: { quote: 'broken', quote_entities, words: null }
    })
  })
})

describe('words and media that a refused command does not use', () => {
  it.each([
    [text('/priority hgih because they wait since May'), 'because they wait since May'],
    [text('/assign @nobody_at_all please look at this'), 'please look at this'],
    [photo('/priority hgih'), null],
    [photo('/clsoe refunded'), 'refunded'],
    [photo('/queue nowhere'), null],
    [photo('/help'), null],
    [text('/help me please'), 'me please'],
    [text('/queues are full, he says'), 'are full, he says']
  ])('are kept as a note: %#', async (body, kept) => {
    await scene.receive(scene.updates.inTopic(alice, topic, body))
    const [note] = (await scene.since()).filter(event => event.type === 'NoteAdded')
    expect(await scene.desk.opened(note)).toMatchObject({ text: kept })
    expect(await scene.types()).not.toContain('ReplyRequested')
  })
})

describe('what stands after /resolve', () => {
  it('is sent to the customer by its button without reopening the ticket', async () => {
    await say(alice, '/claim')
    await say(alice, '/resolve We have refunded the order to your card, it takes three days')
    const note = (await scene.since()).find(event => event.type === 'NoteAdded')
    await scene.receive(scene.updates.press(alice, topic, `send:${note?.data['messageId']}`))
    expect((await scene.types()).at(-1)).toBe('ReplyRequested')
    expect(await scene.types()).not.toContain('TicketReopened')
  })

  it('is told from any other note: that reopens, as a reply does', async () => {
    await say(alice, '/note We could refund the order')
    const note = (await scene.since()).find(event => event.type === 'NoteAdded')
    await say(alice, '/resolve')
    await scene.receive(scene.updates.press(alice, topic, `send:${note?.data['messageId']}`))
    expect(await scene.types()).toContain('TicketReopened')
  })
})

describe('what looks internal', () => {
  /** As an app sends it: all in the same second. */
  const atOnce = async (from: JsonObject, ...bodies: JsonObject[]) => {
    for (const body of bodies)
      await scene.receive(scene.updates.inTopic(from, topic, { ...body, date: 1_767_700_000 }))
  }
  const sent = async () => (await scene.types()).filter(type => type === 'ReplyRequested').length

  it('is not sent: the rest of a long note, or the forward that it comments; a button sends it, once', async () => {
    const forward = { forward_origin: { type: 'hidden_user', date: 1, sender_user_name: 'X' } }
    await atOnce(alice, text('/note fraud'), text('and more of it'), { ...text('Hi'), ...forward })
    expect(await scene.types()).toEqual([
      'NoteAdded',
      'NoteAdded',
      'CommandRefused',
      'NoteAdded',
      'CommandRefused'
    ])
    expect(await scene.refusal()).toMatchObject({ command: 'reply', reason: 'follows_a_note' })
    const note = String((await scene.refusal())?.['details'] && (await scene.since())[1]?.data['messageId'])
    for (const presser of [bob, alice])
      await scene.receive(scene.updates.press(presser, topic, `send:${note}`))
    const replies = (await scene.since()).filter(event => event.type === 'ReplyRequested')
    expect(replies).toHaveLength(1)
    expect(await scene.desk.opened(replies[0])).toMatchObject({ text: 'and more of it' })
    const said = scene.desk.telegram.calls.filter(({ method }) => method === 'answerCallbackQuery')
    expect(said.map(({ params }) => params['text'])).toEqual([
      'Sent to the customer.',
      'It is on its way already.'
    ])
  })

  it('is not sent: the other photos of an album whose first one is a note or a command', async () => {
    const album = { media_group_id: 'g' }
    await atOnce(
      alice,
      { ...photo('/note fraud'), ...album },
      { ...photo(), ...album },
      { ...photo(), ...album }
    )
    expect(await scene.types()).toEqual(['NoteAdded', 'NoteAdded', 'NoteAdded'])
    await say(bob, '/claim')
    await scene.receive(
      scene.updates.inTopic(bob, topic, { ...photo('/resolve'), ...album, date: 1_767_800_000 }),
      scene.updates.inTopic(bob, topic, { ...photo(), ...album, date: 1_767_800_000 })
    )
    expect((await scene.types()).slice(3)).toEqual([
      'TicketAssigned',
      'NoteAdded',
      'TicketResolved',
      'NoteAdded'
    ])
  })

  it.each([
    ['/note'],
    ['／note fraud'],
    ['/nota fraud'],
    ['@bob_agent /note fraud'],
    ['/find Anna'],
    ['/queues'],
    ['/help'],
    ['/escalate fraud he says'],
    ['/escalate managers fraud'],
    ['/pay_link 50 euros']
  ])('is not sent: what comes in the same breath as %j', async words => {
    await publish('team', 'managers', { name: 'Managers', level: 2 })
    await publish('rule', 'link', {
      ...{ name: 'Payment link', on: ['command'], command: 'pay_link' },
      then: [{ add_tags: ['paid'] }]
    })
    await atOnce(alice, text(words), text('and more of it'))
    const forward = { forward_origin: { type: 'hidden_user', date: 1, sender_user_name: 'X' } }
    await atOnce(alice, { ...text('Hi'), ...forward })
    expect(await sent()).toBe(0)
    expect(await scene.refusal()).toMatchObject({ command: 'reply', reason: 'follows_a_note' })
    await atOnce(bob, text('Hello'))
    expect(await sent()).toBe(1)
  })

  const forwarded = { forward_origin: { type: 'hidden_user', date: 1, sender_user_name: 'X' } }

  it.each([['/claim'], ['/priority high'], ['/hold'], ['/tag +fraud'], ['/unassign']])(
    'is not sent: a forward whose comment is %j; words in the same breath are',
    async words => {
      await say(alice, '/claim')
      await atOnce(alice, text(words), text('We look into it'))
      expect(await sent()).toBe(1)
      await atOnce(alice, text(words), { ...text('He has done that before'), ...forwarded }, text('twice'))
      expect(await sent()).toBe(1)
      expect(await scene.refusal()).toMatchObject({ command: 'reply', reason: 'follows_a_note' })
      await scene.receive(
        scene.updates.inTopic(alice, topic, { ...text('See'), ...forwarded, date: 1_767_700_003 })
      )
      expect(await sent()).toBe(2)
    }
  )

  it.each([
    ['/find Anna', text('and more of it')],
    ['/claim', { ...text('He has done that before'), ...forwarded }]
  ])(
    'is not sent: what comes in the same breath as %j, also when the process died between them',
    async (words, next) => {
      await atOnce(alice, text(words))
      const note = JSON.parse(JSON.stringify(scene.desk.intake.note?.()))
      const began = createIntake(scene.desk.options)
      began.resume?.(note)
      const update = scene.updates.inTopic(alice, topic, { ...next, date: 1_767_700_001 })
      const event = await scene.desk.record(update)
      await began.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
      expect(await sent()).toBe(0)
      expect(await scene.refusal()).toMatchObject({ command: 'reply', reason: 'follows_a_note' })
    }
  )

  it('is not sent: an album whose caption is a command for another bot', async () => {
    const album = { media_group_id: 'g' }
    const forOther = { ...photo('/note@other_bot fraud'), ...album }
    await atOnce(alice, forOther, { ...photo(), ...album })
    expect(await sent()).toBe(0)
  })

  it('is decided once also when the update comes again', async () => {
    await atOnce(alice, text('/note fraud'))
    const update = scene.updates.inTopic(alice, topic, { ...text('more'), date: 1_767_700_000 })
    const event = await scene.desk.receive(update)
    const before = await scene.types()
    await scene.desk.intake.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
    expect(await scene.types()).toEqual(before)
    expect(before).toEqual(['NoteAdded', 'NoteAdded', 'CommandRefused'])
  })

  it('is only what the same agent writes within two seconds of a note', async () => {
    await atOnce(alice, text('/note fraud'))
    await atOnce(bob, text('Hello'))
    expect(await sent()).toBe(1)
    await scene.receive(scene.updates.inTopic(alice, topic, { ...text('Hello'), date: 1_767_700_003 }))
    expect(await sent()).toBe(2)
  })

  it('is not sent: what begins like a command and is none, or names a colleague before it', async () => {
    const odd = ['／note fraud', '@bob_agent /note fraud', '/etc/passwd is gone', '/ note x']
    for (const words of odd)
      await scene.receive(
        scene.updates.inTopic(alice, topic, {
          text: words,
          entities: [{ type: 'bold', offset: 0, length: 1 }]
        })
      )
    await scene.receive(scene.updates.inTopic(alice, topic, { ...photo('x'), caption: '／note fraud' }))
    expect(new Set(await scene.types())).toEqual(new Set(['CommandRefused']))
    expect((await scene.since())[0]?.data).toMatchObject({
      command: 'unknown',
      reason: 'unknown_command',
      details: { nearest: 'note' }
    })
  })
})

describe('what an agent writes in a topic', () => {
  it('is a reply, and takes a ticket that nobody has', async () => {
    await say(alice, 'Have you tried again?')
    expect(await scene.types()).toEqual(['TicketAssigned', 'TicketStatusChanged', 'ReplyRequested'])
    const reply = await last()
    expect(reply?.data).toMatchObject({
      kind: 'text',
      source: { kind: 'message', place: { threadId: topic } }
    })
    expect(await scene.desk.opened(reply)).toMatchObject({ text: 'Have you tried again?' })
  })

  it('is a reply with every kind of media', async () => {
    const bodies: JsonObject[] = [
      photo('see here'),
      { voice: { file_id: 'v', file_unique_id: 'u', duration: 1 } },
      { sticker: { file_id: 's', file_unique_id: 'u', type: 'regular' } },
      { location: { latitude: 1, longitude: 2 } },
      { checklist: { title: 'to do', tasks: [] } },
      { something_newer: {} }
    ]
    for (const body of bodies) await scene.receive(scene.updates.inTopic(alice, topic, body))
    const replies = (await scene.since()).filter(event => event.type === 'ReplyRequested')
    expect(replies.map(event => event.data['kind'])).toEqual([
      'photo',
      'voice',
      'sticker',
      'location',
      'checklist',
      'other'
    ])
    expect(await scene.desk.opened(replies[0])).toMatchObject({ text: 'see here', file: { file_id: 'p1' } })
    expect(await scene.desk.opened(replies[3])).toMatchObject({
      content: { type: 'location', latitude: 1, longitude: 2 }
    })
  })

  it('registers who wrote as an agent, under their own key', async () => {
    await say(alice, 'Hello')
    const [agent] = await scene.desk.events('agent-')
    expect(agent?.type).toBe('AgentRegistered')
    expect(await scene.desk.opened(agent)).toEqual({
      user_id: alice.id,
      display_name: 'Alice',
      username: 'alice_agent'
    })
  })

  it('is refused on a closed ticket, and told so', async () => {
    await say(alice, '/close')
    await say(alice, 'One more thing')
    expect(await scene.types()).toEqual(['TicketClosed', 'CommandRefused'])
    expect(await scene.refusal()).toMatchObject({
      command: 'reply',
      reason: 'ticket_closed',
      via: { kind: 'message' }
    })
  })

  it('is nothing when a bot wrote it, ourselves included', async () => {
    await say(botUser, 'card')
    await say({ id: 5, is_bot: true, first_name: 'Other bot' }, 'hello')
    expect(await scene.types()).toEqual([])
  })

  it('is answered with a hint each time when an anonymous administrator wrote it', async () => {
    for (const words of ['Hello', '/claim']) {
      const update = scene.updates.inTopic(anonymousAdmin, topic, {
        ...text(words),
        sender_chat: { id: -1001, type: 'supergroup', title: 'Team' }
      })
      await scene.receive(update)
    }
    expect(await scene.types()).toEqual(['CommandRefused', 'CommandRefused'])
    expect(await scene.refusal()).toMatchObject({
      command: 'claim',
      reason: 'anonymous_admin',
      agentId: null
    })
  })

  it('is answered once in a ticket when only listed people are agents and the writer is none', async () => {
    await publish('desk', 'main', { agents: 'listed' })
    await say(alice, 'Hello')
    await say(alice, '/claim')
    await say(bob, 'Hello')
    expect(await scene.types()).toEqual(['CommandRefused', 'CommandRefused'])
    expect(await scene.refusal()).toMatchObject({ reason: 'not_an_agent' })
    expect(await scene.desk.events('agent-')).toEqual([])
  })
})

describe('a command in a topic', () => {
  const rows: readonly (readonly [words: string, types: readonly string[], data: JsonObject])[] = [
    ['/note call them', ['NoteAdded'], { kind: 'text' }],
    ['/claim', claimed, { cause: 'claim' }],
    ['/CLAIM@desk_bot', claimed, { cause: 'claim' }],
    ['/assign me', claimed, { cause: 'assign' }],
    ['/hold', ['TicketStatusChanged'], { to: 'on_hold' }],
    ['/wait', ['TicketStatusChanged'], { to: 'waiting_on_customer' }],
    ['/resolve', ['TicketResolved'], { cause: 'command' }],
    ['/close', ['TicketClosed'], { cause: 'command' }],
    ['/priority high', ['PriorityChanged'], { to: 'high' }],
    ['/priority URGENT', ['PriorityChanged'], { to: 'urgent' }],
    ['/tag vip', ['TagsChanged'], { added: ['vip'], removed: [] }],
    ['/tag +VIP #late -new', ['TagsChanged'], { added: ['vip', 'late'], removed: [] }],
    ['/tag add vip', ['TagsChanged'], { added: ['vip'] }]
  ]
  for (const [words, types, data] of rows) {
    it(`${words} does what it says`, async () => {
      await say(alice, words)
      expect(await scene.types()).toEqual(types)
      expect((await last())?.data).toMatchObject(data)
    })
  }

  it('/unassign puts the ticket back, /resume ends a wait, /reopen a resolve, /tag -x takes a tag off', async () => {
    for (const words of [
      '/claim',
      '/unassign',
      '/hold',
      '/resume',
      '/resolve',
      '/reopen',
      '/tag a b',
      '/tag remove a'
    ])
      await say(alice, words)
    expect(await scene.types()).toEqual([
      'TicketAssigned',
      'TicketUnassigned',
      'TicketStatusChanged',
      'TicketStatusChanged',
      'TicketResolved',
      'TicketReopened',
      'TagsChanged',
      'TagsChanged'
    ])
    expect((await last())?.data).toEqual({ added: [], removed: ['a'] })
  })

  it('/note keeps the words behind the command, and never is a reply', async () => {
    await say(alice, '/note  call *them*')
    expect(await scene.desk.opened(await last())).toMatchObject({ text: 'call *them*' })
    await scene.receive(scene.updates.inTopic(alice, topic, photo('/note see')))
    expect((await last())?.data).toMatchObject({ kind: 'photo' })
    expect(await scene.desk.opened(await last())).toMatchObject({ text: 'see', file: { file_id: 'p1' } })
    await scene.receive(scene.updates.inTopic(alice, topic, photo('/note')))
    expect(await scene.types()).toEqual(['NoteAdded', 'NoteAdded', 'NoteAdded'])
  })

  it('works in the caption of media, which is not relayed and kept as a note', async () => {
    await scene.receive(scene.updates.inTopic(alice, topic, photo('/claim')))
    expect(await scene.types()).toEqual(['NoteAdded', 'TicketAssigned'])
    expect((await scene.since())[0]?.data).toMatchObject({ kind: 'photo' })
  })

  it('keeps the words that it does not use as a note, and asks whether a long answer was meant for the customer', async () => {
    await say(alice, '/hold until Monday')
    expect(await scene.types()).toEqual(['NoteAdded', 'TicketStatusChanged'])
    expect(await scene.desk.opened((await scene.since())[0])).toMatchObject({ text: 'until Monday' })
    const answer = 'The parcel was sent anew and will be with you on Tuesday.'
    await say(alice, `/resolve ${answer}`)
    expect((await scene.types()).slice(2)).toEqual(['NoteAdded', 'CommandRefused', 'TicketResolved'])
    const note = (await scene.since())[2]
    expect(await scene.refusal()).toMatchObject({
      command: 'resolve',
      reason: 'kept_as_note',
      details: { note: note?.data['messageId'] }
    })
    await scene.receive(scene.updates.press(bob, topic, `send:${note?.data['messageId']}`))
    const sent = (await scene.since()).filter(event => event.type === 'ReplyRequested')
    expect(await scene.desk.opened(sent[0])).toMatchObject({ text: answer })
  })

  it('keeps no words on a closed ticket, and says that it is closed', async () => {
    await say(alice, '/close for good')
    expect(await scene.types()).toEqual(['NoteAdded', 'TicketClosed'])
    await say(alice, '/hold on')
    expect((await scene.types()).slice(2)).toEqual(['CommandRefused'])
  })

  it('/assign finds an agent by username, in any case of letters, and overrides', async () => {
    await say(bob, '/claim')
    await say(alice, '/assign @Bob_Agent')
    await say(alice, '/assign me')
    await say(alice, '/assign bob_agent')
    const assigned = (await scene.since()).filter(event => event.type === 'TicketAssigned')
    const [bobsId, alicesId] = [assigned[0]?.data['agentId'], assigned[1]?.data['agentId']]
    expect(assigned.map(event => event.data['agentId'])).toEqual([bobsId, alicesId, bobsId])
    expect(bobsId).not.toBe(alicesId)
  })

  it('/assign finds an agent without username by a mention', async () => {
    await say(bob, 'Hello')
    const mention = { type: 'text_mention', offset: 8, length: 3, user: bob }
    const body = text('/assign Bob')
    const entities = [...(body['entities'] as JsonObject[]), mention]
    await say(alice, '/unassign')
    await scene.receive(scene.updates.inTopic(alice, topic, { ...body, entities }))
    expect((await last())?.data).toMatchObject({ cause: 'assign' })
  })

  const nina = { id: 31, is_bot: false, first_name: 'Nina', last_name: 'Brandt' }
  const otherNina = { id: 32, is_bot: false, first_name: 'Nina', last_name: 'Costa' }

  it('/assign finds an agent without username by display name or first name, and keeps the words after it', async () => {
    await say(nina, 'Hello')
    await say(alice, '/unassign')
    for (const words of ['/assign nina brandt please look', '/assign NINA', '/assign Nina']) {
      await say(alice, words)
      expect((await last())?.data).toMatchObject({ cause: 'assign' })
      await say(alice, '/unassign')
    }
    const notes = (await scene.since()).filter(event => event.type === 'NoteAdded')
    expect(await Promise.all(notes.map(event => scene.desk.opened(event)))).toMatchObject([
      { text: 'please look' }
    ])
  })

  it('/assign asks with a button each where several have the name', async () => {
    await say(nina, 'Hello')
    await say(otherNina, 'Hello')
    await say(alice, '/unassign')
    await say(alice, '/assign Nina')
    const refusal = await scene.refusal()
    expect(refusal).toMatchObject({ command: 'assign', reason: 'agent_ambiguous' })
    const details = refusal?.['details']
    const ids = isJsonObject(details) ? String(details['agents']).split(' ') : []
    expect(ids).toHaveLength(2)
    expect(JSON.stringify(refusal)).not.toMatch(/nina/i)
    await scene.receive(scene.updates.press(alice, topic, `assign:${ids[1]}`))
    expect((await last())?.data).toMatchObject({ agentId: ids[1] })
    await scene.receive(
      scene.updates.press(alice, topic, `assign:${'0'.repeat(8)}-0000-4000-8000-000000000000`)
    )
    expect(await scene.refusal()).toMatchObject({ reason: 'agent_unknown', via: { kind: 'button' } })
  })

  it('is answered with a reaction when it was done, and with none when it was refused', async () => {
    const reactions = () =>
      scene.desk.telegram.calls.filter(({ method }) => method === 'setMessageReaction').length
    const all = ['/note x', '/hold', '/resume', '/priority high', '/tag +vip', '/assign me', '/unassign']
    for (const words of all) await say(alice, words)
    expect(reactions()).toBe(all.length)
    for (const words of ['/priority huge', '/assign @nobody', '/close', '/hold']) await say(alice, words)
    expect(reactions()).toBe(all.length + 1)
  })

  it('/assign follows an agent who takes another name', async () => {
    await say(bob, '/claim')
    await say({ ...bob, username: 'robert' }, '/unassign')
    await say(alice, '/assign @bob_agent')
    expect(await scene.refusal()).toMatchObject({ reason: 'agent_unknown' })
    await say(alice, '/assign @robert')
    expect((await last())?.type).toBe('TicketAssigned')
  })

  it('/assign gives the ticket to nobody who was taken off the list', async () => {
    await say(bob, '/claim')
    const bobsId = String((await last())?.data['agentId']) as AgentId
    await say(bob, '/unassign')
    const context = {
      commandId: commandIdFor('remove bob'),
      causationId: 't',
      correlationId: 't',
      actor: 'key:key_admin' as const
    }
    await scene.desk.commands.execute(new RemoveAgent(bobsId, context))
    await say(alice, '/assign @bob_agent')
    expect(await scene.refusal()).toMatchObject({ command: 'assign', reason: 'agent_unknown' })
  })

  it('/tag compares as the API does, and takes a tag off however it is written', async () => {
    await say(alice, '/tag +Straße ＶＩＰ')
    expect((await last())?.data).toEqual({ added: ['straße', 'vip'], removed: [] })
    const before = (await scene.types()).length
    await say(alice, '/tag vip')
    expect((await scene.types()).length).toBe(before)
    await say(alice, '/tag -VIP')
    expect((await last())?.data).toEqual({ added: [], removed: ['vip'] })
  })

  it('/queue moves the ticket to a queue that exists', async () => {
    await publish('queue', 'billing', { name: 'Billing' })
    await say(alice, '/queue billing')
    expect((await last())?.data).toMatchObject({ fromQueueId: 'general', toQueueId: 'billing' })
  })

  it('/queue takes a name as people see it, too, and says which queues there are', async () => {
    await publish('queue', 'care', { name: 'Customer care' })
    await say(alice, '/queue customer Care')
    expect((await last())?.data).toMatchObject({ toQueueId: 'care' })
    await say(alice, '/queue Somewhere else')
    expect(await scene.refusal()).toMatchObject({
      reason: 'queue_unknown',
      details: { queues: expect.stringContaining('care') }
    })
  })

  it('/help is answered in the topic and recorded as no refusal', async () => {
    await say(alice, '/help')
    expect(await scene.types()).toEqual([])
    expect(await scene.notices()).toEqual(['general_help'])
  })

  const refused: readonly (readonly [words: string, command: string, reason: string])[] = [
    ['/note', 'note', 'argument_missing'],
    ['/assign', 'assign', 'argument_missing'],
    ['/assign @nobody', 'assign', 'agent_unknown'],
    ['/assign the boss!', 'assign', 'agent_unknown'],
    ['/priority', 'priority', 'argument_missing'],
    ['/priority huge', 'priority', 'argument_invalid'],
    ['/queue', 'queue', 'argument_missing'],
    ['/queue nowhere', 'queue', 'queue_unknown'],
    ['/tag', 'tag', 'argument_missing'],
    ['/tag vip, late', 'tag', 'tag_invalid'],
    [`/tag ${'x'.repeat(51)}`, 'tag', 'tag_invalid'],
    ['/tag +', 'tag', 'tag_invalid'],
    ['/john_smith', 'unknown', 'unknown_command']
  ]
  for (const [words, command, reason] of refused) {
    it(`${words} is refused: ${reason}`, async () => {
      await say(alice, words)
      expect((await scene.types()).filter(type => type !== 'NoteAdded')).toEqual(['CommandRefused'])
      expect(await scene.refusal()).toMatchObject({ command, reason })
      expect(JSON.stringify(await scene.refusal())).not.toContain('john')
    })
  }

  it('is told who has the ticket when somebody else claims it', async () => {
    await say(bob, '/claim')
    await say(alice, '/claim')
    const bobsId = (await scene.since())[0]?.data['agentId']
    expect(await scene.refusal()).toMatchObject({ reason: 'already_assigned', details: { agentId: bobsId } })
  })

  it('is ignored when it names another bot', async () => {
    await say(alice, '/claim@other_bot')
    expect(await scene.types()).toEqual([])
    expect(await scene.notices()).toEqual([])
  })

  it('does nothing twice when the update is handled again after a crash', async () => {
    const handling = { signal: new AbortController().signal, hold: () => () => {} }
    for (const words of ['/note x', '/claim', '/priority huge', 'Hello', '/help', '/tag a']) {
      const event = await scene.desk.receive(scene.updates.inTopic(alice, topic, text(words)))
      const before = (await scene.desk.events('')).length
      await scene.desk.intake.handle(event, handling)
      expect((await scene.desk.events('')).length).toBe(before)
    }
  })
})

describe('an edit by an agent', () => {
  const idOf = (update: JsonObject) => (update['message'] as { message_id: number }).message_id

  it('of a reply is recorded with what it says now, once per change', async () => {
    const reply = scene.updates.inTopic(alice, topic, text('Helo'))
    await scene.receive(reply)
    const edit = (body: JsonObject) => scene.updates.staffEdits(alice, topic, idOf(reply), body)
    for (const body of [text('Hello'), text('Hello'), photo('Hello')]) await scene.receive(edit(body))
    const edited = (await scene.since()).filter(event => event.type === 'ReplyEdited')
    expect(edited.map(({ data }) => [data['version'], data['kind']])).toEqual([
      [1, 'text'],
      [2, 'photo']
    ])
    expect(await scene.desk.opened(edited[1])).toMatchObject({ text: 'Hello', file: { file_id: 'p1' } })
    expect(await scene.types()).not.toContain('CommandRefused')
  })

  it('of a reply that looks like a command then changes nothing at the customer, which is told', async () => {
    const reply = scene.updates.inTopic(alice, topic, text('Helo'))
    await scene.receive(reply)
    for (const words of ['/note Helo', '@bob /note Helo'])
      await scene.receive(scene.updates.staffEdits(alice, topic, idOf(reply), text(words)))
    const refusals = (await scene.since()).filter(event => event.type === 'CommandRefused')
    expect(refusals.map(event => event.data)).toMatchObject([
      { command: 'edit', reason: 'edit_not_sent', details: { what: 'reply' } }
    ])
    expect(await scene.types()).not.toContain('ReplyEdited')
  })

  it('that changed nothing visible is nothing', async () => {
    const reply = scene.updates.inTopic(alice, topic, text('Hello'))
    await scene.receive(reply, scene.updates.staffEdits(alice, topic, idOf(reply), text('Hello')))
    expect(await scene.types()).not.toContain('CommandRefused')
  })

  it('of a note says that it was a note', async () => {
    const note = scene.updates.inTopic(alice, topic, text('/note x'))
    await scene.receive(note, scene.updates.staffEdits(alice, topic, idOf(note), text('/note y')))
    expect(await scene.refusal()).toMatchObject({ reason: 'edit_not_sent', details: { what: 'note' } })
  })

  it('that changed nothing of words kept beside a command is nothing', async () => {
    const command = scene.updates.inTopic(alice, topic, text('/hold until Monday'))
    await scene.receive(command)
    const id = isJsonObject(command['message']) ? Number(command['message']['message_id']) : 0
    const before = await scene.types()
    await scene.receive(scene.updates.staffEdits(alice, topic, id, text('/hold until Monday')))
    expect(await scene.types()).toEqual(before)
    await scene.receive(scene.updates.staffEdits(alice, topic, id, text('/hold until Tuesday')))
    expect(await scene.refusal()).toMatchObject({ command: 'edit', details: { what: 'note' } })
  })

  it('that repeats the words of a note is nothing', async () => {
    const note = scene.updates.inTopic(alice, topic, text('/note x'))
    await scene.receive(note, scene.updates.staffEdits(alice, topic, idOf(note), text('/note x')))
    expect(await scene.types()).toEqual(['NoteAdded'])
  })

  it('does not run a command', async () => {
    const typo = scene.updates.inTopic(alice, topic, text('/claimm'))
    await scene.receive(typo, scene.updates.staffEdits(alice, topic, idOf(typo), text('/claim')))
    expect(await scene.types()).toEqual(['CommandRefused', 'CommandRefused'])
    expect(await scene.refusal()).toMatchObject({ reason: 'edit_not_sent', details: { what: 'command' } })
  })
})

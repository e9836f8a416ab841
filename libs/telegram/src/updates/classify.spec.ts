import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { classify, isUpdate } from './classify.js'
import type { BotIdentity } from './wire-message.js'

const bot: BotIdentity = { id: 77, username: 'HelpBot' }
const date = 1_767_600_000
const anna = {
  id: 5,
  is_bot: false,
  first_name: 'Anna',
  last_name: 'K',
  username: 'anna',
  language_code: 'de'
}
const agent = { id: 9, is_bot: false, first_name: 'Gus' }
const self = { id: 77, is_bot: true, first_name: 'Help' }
const privateChat = { id: 5, type: 'private', first_name: 'Anna' }
const group = { id: -1001, type: 'supergroup', title: 'Team', is_forum: true }
const inTopic = { message_thread_id: 40, is_topic_message: true }
const topicRoot = { message_id: 40, date, chat: group, forum_topic_created: { name: 'Anna', icon_color: 1 } }

const update = (what: string, body: object) => ({ update_id: 1, [what]: body })
const fromCustomer = (body: object, what = 'message') =>
  classify(update(what, { message_id: 3, date, chat: privateChat, from: anna, ...body }), bot)
const fromStaff = (body: object, what = 'message', who = bot) =>
  classify(update(what, { message_id: 41, date, chat: group, from: agent, ...inTopic, ...body }), who)
const command = (text: string, length = text.split(' ')[0]?.length) => ({
  text,
  entities: [{ type: 'bot_command', offset: 0, length }]
})

describe('a message in a private chat', () => {
  it('is a customer message with person, time and text', () => {
    const seen = fromCustomer({ text: 'hello', entities: [{ type: 'bold', offset: 0, length: 5 }] })
    expect(seen).toMatchObject({
      kind: 'customer_message',
      updateId: 1,
      chatId: 5,
      messageId: 3,
      sentAt: date * 1000,
      customer: { id: 5, firstName: 'Anna', lastName: 'K', username: 'anna', languageCode: 'de' },
      content: { kind: 'text', text: 'hello', entities: [{ type: 'bold', offset: 0, length: 5 }] }
    })
    expect(seen.about).toEqual({ whom: 'customer', userId: 5 })
  })

  it.each([
    [
      'photo',
      {
        photo: [
          { file_id: 's', file_unique_id: 's' },
          { file_id: 'L', file_unique_id: 'u', file_size: 9 }
        ]
      },
      'L'
    ],
    [
      'animation',
      { animation: { file_id: 'a', file_unique_id: 'u' }, document: { file_id: 'd', file_unique_id: 'u' } },
      'a'
    ],
    ['video', { video: { file_id: 'v', file_unique_id: 'u', file_name: 'x.mp4' } }, 'v'],
    ['voice', { voice: { file_id: 'o', file_unique_id: 'u' } }, 'o'],
    ['sticker', { sticker: { file_id: 't', file_unique_id: 'u' } }, 't'],
    ['venue', { venue: { title: 'Bar' }, location: { latitude: 1, longitude: 2 } }, undefined],
    ['contact', { contact: { phone_number: '1', first_name: 'B' } }, undefined],
    ['unknown', { hologram: { depth: 3 } }, undefined]
  ])('knows a %s', (kind, body, file) => {
    const seen = fromCustomer({ ...body, caption: 'look', media_group_id: 'g' })
    expect(seen).toMatchObject({
      kind: 'customer_message',
      content: { kind, text: 'look', mediaGroupId: 'g' }
    })
    expect(seen.kind === 'customer_message' && seen.content.file?.id).toBe(file)
  })

  it('names what it replies to, what it quotes and whence it was forwarded', () => {
    const seen = fromCustomer({
      text: 'x',
      reply_to_message: { message_id: 2, date, chat: privateChat },
      quote: { text: 'part', position: 0 },
      forward_origin: { type: 'user', date, sender_user: { ...agent, last_name: 'B' } }
    })
    expect(seen).toMatchObject({
      replyTo: { messageId: 2, quote: { text: 'part', entities: [] } },
      forwardedFrom: { kind: 'user', name: 'Gus B' }
    })
  })

  it('is an edit when it comes as one', () => {
    const seen = fromCustomer({ text: 'hello!', edit_date: date + 60 }, 'edited_message')
    expect(seen).toMatchObject({
      kind: 'customer_edit',
      messageId: 3,
      sentAt: date * 1000,
      editedAt: (date + 60) * 1000
    })
  })

  it('is a start with its payload, and no other command is one', () => {
    expect(fromCustomer(command('/start'))).toMatchObject({ kind: 'customer_start', payload: undefined })
    expect(fromCustomer(command('/start ref-12'))).toMatchObject({
      kind: 'customer_start',
      payload: 'ref-12'
    })
    const most = 'aZ9_-'.repeat(13).slice(0, 64)
    expect(fromCustomer(command(`/start ${most}`))).toMatchObject({ kind: 'customer_start', payload: most })
    expect(fromCustomer(command('/help'))).toMatchObject({ kind: 'customer_message' })
    expect(fromCustomer({ text: 'I typed /start' })).toMatchObject({ kind: 'customer_message' })
  })

  it.each(['Hello, parcel 4711 is lost', 'заказ', 'a'.repeat(65), 'two words', 'ref.12'])(
    'is a message, and not lost, when what follows /start can be no payload: %s',
    words => {
      expect(fromCustomer(command(`/start ${words}`))).toMatchObject({
        kind: 'customer_message',
        content: { kind: 'text', text: words, entities: [] }
      })
      const edited = fromCustomer({ ...command(`/start ${words}`), edit_date: date }, 'edited_message')
      expect(edited).toMatchObject({ kind: 'customer_edit', content: { text: words } })
    }
  )

  it('is of no interest when Telegram or a bot put it there', () => {
    expect(fromCustomer({ pinned_message: { message_id: 1 } })).toMatchObject({
      kind: 'other',
      what: 'message.pinned_message'
    })
    expect(fromCustomer({ text: 'beep', from: { ...anna, is_bot: true } })).toMatchObject({ kind: 'other' })
  })

  it('keeps the topic of a private chat that has topics', () => {
    expect(fromCustomer({ text: 'x', ...inTopic })).toMatchObject({ threadId: 40 })
    expect(fromCustomer({ text: 'x', message_thread_id: 40 })).toMatchObject({ threadId: undefined })
  })
})

describe('a customer who blocks the bot', () => {
  const change = (status: string) =>
    classify(
      update('my_chat_member', {
        chat: privateChat,
        from: anna,
        date,
        old_chat_member: { user: self, status: 'member' },
        new_chat_member: { user: self, status }
      }),
      bot
    )

  it('is told apart from one who unblocks it', () => {
    expect(change('kicked')).toMatchObject({ kind: 'customer_blocked', chatId: 5, at: date * 1000 })
    expect(change('member')).toMatchObject({ kind: 'customer_unblocked', chatId: 5 })
    expect(change('kicked').about).toEqual({ whom: 'customer', userId: 5 })
  })
})

describe('a message in a topic', () => {
  it('is a staff message; naming the topic root is no reply', () => {
    const seen = fromStaff({ text: 'on it', reply_to_message: topicRoot })
    expect(seen).toMatchObject({
      kind: 'staff_message',
      groupId: -1001,
      threadId: 40,
      author: { kind: 'person', person: { id: 9 } },
      replyTo: undefined
    })
    expect(seen.about).toEqual({ whom: 'topic', groupId: -1001, threadId: 40 })
    const reply = fromStaff({ text: 'on it', reply_to_message: { message_id: 41 } })
    expect(reply).toMatchObject({ replyTo: { messageId: 41 } })
  })

  it.each([
    ['message', 'staff_message', { text: 'on it' }],
    ['message', 'staff_command', command('/close')],
    ['edited_message', 'staff_edit', { text: 'on it', edit_date: date + 5 }]
  ])('tells in a %s (%s) who made the topic, unless it is a real reply', (what, kind, body) => {
    const saying = (more: object) => fromStaff({ ...body, ...more }, what)
    const root = (more: object) => ({ reply_to_message: { ...topicRoot, ...more } })
    expect(saying(root({ from: self }))).toMatchObject({
      kind,
      topicRoot: { by: { kind: 'self' }, name: 'Anna' }
    })
    expect(saying(root({ from: agent }))).toMatchObject({
      topicRoot: { by: { kind: 'person', person: { id: 9 } } }
    })
    const others = [
      {},
      root({}),
      root({ from: self, message_id: 39 }),
      root({ from: self, forum_topic_created: undefined }),
      { reply_to_message: { message_id: 41, from: self, text: 'card' } }
    ]
    for (const other of others) expect(saying(other)).toMatchObject({ kind, topicRoot: undefined })
  })

  it.each([
    [
      'an anonymous administrator',
      { sender_chat: group, from: { id: 1087968824, is_bot: true }, author_signature: 'Boss' },
      { kind: 'anonymous_admin', title: 'Boss' }
    ],
    [
      'an anonymous administrator without sender chat',
      { from: { id: 1087968824, is_bot: true } },
      { kind: 'anonymous_admin' }
    ],
    [
      'a channel',
      { sender_chat: { id: -1002, type: 'channel' }, from: { id: 136817688, is_bot: true } },
      { kind: 'channel', id: -1002 }
    ],
    [
      'the linked channel',
      { sender_chat: { id: -1003, type: 'channel' }, from: { id: 777000 } },
      { kind: 'channel', id: -1003 }
    ],
    ['another bot', { from: { id: 8, is_bot: true } }, { kind: 'bot', id: 8 }]
  ])('knows %s', (_, body, author) => {
    expect(fromStaff({ text: 'x', ...body })).toMatchObject({ kind: 'staff_message', author })
  })

  it('is a command with its arguments and their formatting, in a caption, too', () => {
    const text = '/Assign  @gus now '
    const entities = [
      { type: 'bot_command', offset: 0, length: 7 },
      { type: 'mention', offset: 9, length: 4 }
    ]
    const expected = {
      kind: 'staff_command',
      command: {
        name: 'assign',
        args: { text: '@gus now', entities: [{ type: 'mention', offset: 0, length: 4 }] }
      }
    }
    expect(fromStaff({ text, entities })).toMatchObject(expected)
    const photo = [{ file_id: 'f', file_unique_id: 'u' }]
    expect(fromStaff({ photo, caption: text, caption_entities: entities })).toMatchObject(expected)
    expect(fromStaff(command('/close'))).toMatchObject({
      command: { name: 'close', args: { text: '', entities: [] } }
    })
  })

  it('is a command also where a server marks nothing, as Telegram would mark it', () => {
    expect(fromStaff({ text: '/close now' })).toMatchObject({
      kind: 'staff_command',
      command: { name: 'close', args: { text: 'now' } }
    })
    expect(fromStaff({ text: '/etc/passwd is gone' }).kind).toBe('staff_message')
    expect(fromStaff({ text: '//close' }).kind).toBe('staff_message')
  })

  it('is no command when the slash is elsewhere', () => {
    expect(
      fromStaff({ text: 'see /close', entities: [{ type: 'bot_command', offset: 4, length: 6 }] }).kind
    ).toBe('staff_message')
  })

  it('is ours when it names this bot, and ignored when another', () => {
    expect(fromStaff(command('/close@helpbot'))).toMatchObject({
      kind: 'staff_command',
      command: { name: 'close' }
    })
    expect(fromStaff(command('/close@otherbot'))).toMatchObject({
      kind: 'other',
      what: 'message.command_for_another_bot'
    })
    const nameless = { id: 77, username: undefined }
    expect(fromStaff(command('/close@otherbot'), 'message', nameless)).toMatchObject({
      kind: 'staff_command'
    })
  })

  it('is an edit, which may have become a command', () => {
    expect(fromStaff({ text: 'x', edit_date: date + 5 }, 'edited_message')).toMatchObject({
      kind: 'staff_edit',
      editedAt: (date + 5) * 1000,
      command: undefined
    })
    expect(fromStaff({ ...command('/note x'), edit_date: date }, 'edited_message')).toMatchObject({
      kind: 'staff_edit',
      command: { name: 'note' }
    })
  })
})

describe('a message outside topics', () => {
  it('belongs to General, whatever thread a reply there names', () => {
    const seen = fromStaff({ text: 'x', is_topic_message: undefined, message_thread_id: 12 })
    expect(seen).toMatchObject({ kind: 'staff_general', isForum: true, command: undefined })
    expect(seen.about).toEqual({ whom: 'topic', groupId: -1001, threadId: 'general' })
  })

  it('may be a command, also in a group without topics', () => {
    const chat = { id: -7, type: 'group', title: 'Small' }
    const seen = fromStaff({
      ...command('/setup ABC'),
      chat,
      is_topic_message: undefined,
      message_thread_id: undefined
    })
    expect(seen).toMatchObject({
      kind: 'staff_general',
      groupId: -7,
      isForum: false,
      command: { name: 'setup', args: { text: 'ABC' } }
    })
  })
})

describe('a topic', () => {
  const service = (body: object) => fromStaff({ message_id: 40, ...body })

  it('tells of its making, by us or by a person', () => {
    const made = { forum_topic_created: { name: 'Anna · 7K3Q-X9M2', icon_color: 1 } }
    expect(service({ ...made, from: self })).toMatchObject({
      kind: 'topic_created',
      threadId: 40,
      name: 'Anna · 7K3Q-X9M2',
      by: { kind: 'self' }
    })
    expect(service(made)).toMatchObject({ kind: 'topic_created', by: { kind: 'person', person: { id: 9 } } })
    expect(service(made).about).toEqual({ whom: 'topic', groupId: -1001, threadId: 40 })
  })

  it('tells of changes, closing and reopening', () => {
    expect(service({ forum_topic_edited: { name: 'New' } })).toMatchObject({
      kind: 'topic_edited',
      name: 'New',
      iconCustomEmojiId: undefined
    })
    expect(service({ forum_topic_closed: {} })).toMatchObject({
      kind: 'topic_closed',
      by: { kind: 'person' }
    })
    expect(service({ forum_topic_reopened: {}, from: self })).toMatchObject({
      kind: 'topic_reopened',
      by: { kind: 'self' }
    })
    const anonymous = { sender_chat: group, from: { id: 1087968824, is_bot: true } }
    expect(service({ forum_topic_closed: {}, ...anonymous })).toMatchObject({
      by: { kind: 'anonymous_admin' }
    })
  })

  it('is not General, which closes without a thread id', () => {
    expect(
      fromStaff({ forum_topic_closed: {}, is_topic_message: undefined, message_thread_id: undefined })
    ).toMatchObject({
      kind: 'other',
      what: 'message.forum_topic_closed'
    })
  })
})

describe('a button', () => {
  const press = (message: object | undefined, more: object = { data: 'claim' }) =>
    classify(update('callback_query', { id: 'q', from: agent, chat_instance: '1', message, ...more }), bot)

  it.each([
    [
      'a topic',
      { message_id: 4, date, chat: group, ...inTopic },
      { where: 'topic', groupId: -1001, threadId: 40, messageId: 4 },
      { whom: 'topic', groupId: -1001, threadId: 40 }
    ],
    [
      'General',
      { message_id: 4, date, chat: group },
      { where: 'general', groupId: -1001, messageId: 4 },
      { whom: 'topic', groupId: -1001, threadId: 'general' }
    ],
    [
      'a private chat',
      { message_id: 4, date, chat: privateChat },
      { where: 'private', chatId: 5, messageId: 4 },
      { whom: 'customer', userId: 9 }
    ],
    [
      'a message too old',
      { message_id: 4, date: 0, chat: group },
      { where: 'inaccessible', chatId: -1001, chat: 'group', messageId: 4 },
      { whom: 'group', groupId: -1001 }
    ]
  ])('belongs to %s', (_, message, on, about) => {
    const seen = press(message)
    expect(seen).toMatchObject({ kind: 'button', queryId: 'q', data: 'claim', from: { id: 9 }, on })
    expect(seen.about).toEqual(about)
  })

  it('is none without message or data', () => {
    expect(press(undefined).kind).toBe('other')
    expect(press({ message_id: 4, date, chat: group }, { game_short_name: 'x' }).kind).toBe('other')
  })
})

describe('a group', () => {
  it('tells what the bot may do there, before and now', () => {
    const seen = classify(
      update('my_chat_member', {
        chat: group,
        from: agent,
        date,
        old_chat_member: { user: self, status: 'member' },
        new_chat_member: {
          user: self,
          status: 'administrator',
          can_manage_topics: true,
          can_pin_messages: false
        }
      }),
      bot
    )
    expect(seen).toMatchObject({
      kind: 'bot_membership',
      title: 'Team',
      isForum: true,
      by: { kind: 'person' },
      before: { status: 'member', canManageTopics: false },
      now: { status: 'administrator', canManageTopics: true, canDeleteMessages: false, canPinMessages: false }
    })
    expect(seen.about).toEqual({ whom: 'group', groupId: -1001 })
  })

  it('migrates, told from either side', () => {
    const old = { id: -7, type: 'group', title: 'Small' }
    const bare = { is_topic_message: undefined, message_thread_id: undefined }
    const expected = { kind: 'migrated', from: -7, to: -1001 }
    expect(fromStaff({ chat: old, migrate_to_chat_id: -1001, ...bare })).toMatchObject(expected)
    expect(fromStaff({ migrate_from_chat_id: -7, ...bare })).toMatchObject(expected)
  })
})

describe('a field that can not be what it says', () => {
  it.each([8_640_000_000_001, 2 ** 32, 0, -1, 1.5, '1767600000', null])(
    'makes a message no message: the date %s, that no calendar has',
    when => {
      const expected = { kind: 'other', what: 'message.malformed' }
      expect(fromCustomer({ text: 'hello', date: when })).toMatchObject(expected)
      expect(fromStaff({ text: 'hello', date: when })).toMatchObject(expected)
    }
  )

  it('makes an edit one of the time of the message', () => {
    const seen = fromCustomer({ text: 'x', edit_date: 8_640_000_000_001 }, 'edited_message')
    expect(seen).toMatchObject({ kind: 'customer_edit', editedAt: date * 1000 })
  })

  it.each([0, 5, -1.5, '-1001', true])('moves no group: migrate_to_chat_id %s', to => {
    const bare = { is_topic_message: undefined, message_thread_id: undefined }
    expect(fromStaff({ ...bare, migrate_to_chat_id: to }).kind).not.toBe('migrated')
    expect(fromStaff({ ...bare, migrate_from_chat_id: to }).kind).not.toBe('migrated')
  })

  it.each([
    ['group_chat_created', false],
    ['pinned_message', null],
    ['new_chat_title', ''],
    ['migrate_to_chat_id', 0],
    ['new_chat_members', []],
    ['new_chat_photo', []],
    ['ephemeral_message_id', null],
    ['ephemeral_message_id', 0],
    ['migrate_to_chat_id', 5],
    ['migrate_to_chat_id', 'x'],
    ['migrate_to_chat_id', -1.5],
    ['migrate_to_chat_id', -1002],
    ['group_chat_created', 'no'],
    ['left_chat_member', {}],
    ['forum_topic_closed', []],
    ['forum_topic_closed', {}],
    ['pinned_message', {}]
  ])('swallows no message: %s %j', (field, value) => {
    expect(fromCustomer({ text: 'hello', [field]: value })).toMatchObject({
      kind: 'customer_message',
      content: { kind: 'text', text: 'hello' }
    })
    expect(fromStaff({ text: 'hello', [field]: value })).toMatchObject({ kind: 'staff_message' })
  })

  it.each([
    ['group_chat_created', 'no'],
    ['forum_topic_closed', []],
    ['migrate_to_chat_id', 5],
    ['new_chat_members', []],
    ['new_chat_title', 7]
  ])('is nothing that Telegram did: %s %j alone', (field, value) => {
    expect(fromStaff({ [field]: value })).toMatchObject({
      kind: 'staff_message',
      content: { kind: 'unknown' }
    })
  })

  it('hides no file behind a list that is empty, and makes no album of no name', () => {
    const document = { file_id: 'd', file_unique_id: 'u' }
    const seen = fromCustomer({ photo: [], document, media_group_id: '' })
    expect(seen).toMatchObject({ content: { kind: 'document', file: { id: 'd' } } })
    expect(seen).toHaveProperty('content.mediaGroupId', undefined)
  })

  it('is no content: text that is none, media that are off', () => {
    expect(fromCustomer({ text: 5 })).toMatchObject({ content: { kind: 'unknown', text: '' } })
    const poll = { photo: false, poll: { id: '1' } }
    expect(fromCustomer(poll)).toMatchObject({ content: { kind: 'poll' } })
  })

  it.each([
    [{ id: -5, type: 'private' }],
    [{ id: 0, type: 'private' }],
    [{ id: 5, type: 'supergroup' }],
    [{ id: '5', type: 'private' }],
    [{ id: 5e300, type: 'private' }]
  ])('is no chat: %j', chat => {
    const seen = classify(update('message', { message_id: 3, date, chat, from: anna, text: 'x' }), bot)
    expect(seen).toMatchObject({ kind: 'other', what: 'message.malformed' })
  })

  it('is no person, message or topic: an id below one', () => {
    expect(fromCustomer({ text: 'x', from: { ...anna, id: -5 } })).toMatchObject({ kind: 'other' })
    expect(fromCustomer({ text: 'x', message_id: -3 })).toMatchObject({ kind: 'other' })
    expect(fromStaff({ text: 'x', message_thread_id: 0 })).toMatchObject({ kind: 'staff_general' })
    const reply = { reply_to_message: { message_id: -3 } }
    expect(fromCustomer({ text: 'x', ...reply })).toMatchObject({ replyTo: undefined })
  })
})

describe('any other update', () => {
  it.each([
    ['inline_query', { id: '1' }, 'inline_query'],
    ['something_new', { a: 1 }, 'something_new'],
    ['message', { message_id: 1, date, chat: { id: -5, type: 'channel' } }, 'message.other_chat'],
    ['message', { message_id: 0, date, chat: group, text: 'psst' }, 'message.ephemeral'],
    ['message', { text: 'no chat' }, 'message.malformed'],
    [
      'message',
      { message_id: 1, date, chat: { ...group, is_direct_messages: true } },
      'message.direct_messages'
    ]
  ])('%s %j is named and nothing more', (name, body, what) => {
    const seen = classify(update(name, body), bot)
    expect(seen).toMatchObject({ kind: 'other', updateId: 1, what })
  })

  it('needs an integer update_id to be one at all', () => {
    expect([{ update_id: 1 }, { update_id: 1, x: 2 }].map(isUpdate)).toEqual([true, true])
    expect([null, [], 'x', 1, {}, { update_id: '1' }, { update_id: 1.5 }].map(isUpdate)).toEqual(
      Array.from({ length: 7 }, () => false)
    )
  })

  it('never makes classify throw, and always concerns somebody or nobody', () => {
    const names = fc.constantFrom('message', 'edited_message', 'callback_query', 'my_chat_member', 'x')
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(group, privateChat, anna, date, 0, true)
    )
    const fields = fc.constantFrom(
      ...[
        'chat',
        'from',
        'date',
        'message_id',
        'text',
        'entities',
        'caption',
        'message',
        'sender_chat',
        'photo'
      ],
      ...[
        'is_topic_message',
        'message_thread_id',
        'reply_to_message',
        'forward_origin',
        'new_chat_member',
        'data',
        'id'
      ],
      ...['forum_topic_created', 'forum_topic_edited', 'migrate_to_chat_id']
    )
    const sound = { message_id: 3, date, chat: group, from: anna }
    const bodies = fc.dictionary(fields, odd).chain(body => fc.constantFrom(body, { ...sound, ...body }))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(names, bodies).map(([name, body]) => update(name, body)),
          fc.anything()
        ),
        value => {
          const seen = classify(value, bot)
          expect(['customer', 'topic', 'group', 'nobody']).toContain(seen.about.whom)
          expect(classify(value, bot)).toEqual(seen)
        }
      ),
      { numRuns: 500 }
    )
  })
})

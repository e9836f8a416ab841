import type { Update } from '@grammyjs/types'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { conversationIdFor, type JsonObject, staffGroupIdFor } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { runProcess } from '#subscriptions'
import { type Classified, classify } from '#telegram'
import { sequenceOf } from './sequence.js'
import { bot } from './testing/desk.js'
import { openScene, type Scene } from './testing/scene.js'
import { anna, botUser, text } from './testing/updates.js'

const customerId = 5_000_000_011
const groupId = -1_001_234_567_890
const date = 1_767_603_600
const customer = { ...anna, id: customerId }
const privateChat = { id: customerId, type: 'private', first_name: 'Anna' }
const group = { id: groupId, type: 'supergroup', title: 'Team', is_forum: true }
const channel = { id: -1_009_999_999_999, type: 'channel', title: 'News' }
const thread = { message_thread_id: 40, is_topic_message: true }
const from = { id: 5_000_000_021, is_bot: false, first_name: 'Alice' }

const written = { message_id: 3, date, chat: privateChat, from: customer, ...text('hello') }
const inTopic = { ...written, chat: group, from, ...thread }
const member = (user: object, status: string) => ({ user, status })
const changed = (chat: object, by: object, user: object) => ({
  ...{ chat, from: by, date },
  old_chat_member: member(user, 'member'),
  new_chat_member: member(user, 'kicked')
})
const boost = { boost_id: 'b', source: { source: 'premium', user: customer } }

type Expected = 'customer' | 'topic' | 'general' | 'group' | 'nobody'

/** Every kind that Bot API 10.3 knows: a newer list of types names here what is missing. */
const kinds = {
  message: [
    ['customer', written],
    ['topic', inTopic],
    ['topic', { ...inTopic, ...text('/close') }],
    ['topic', { ...inTopic, message_id: 40, forum_topic_created: { name: 'x', icon_color: 1 } }],
    ['topic', { ...inTopic, forum_topic_edited: { name: 'y' } }],
    ['topic', { ...inTopic, forum_topic_closed: {} }],
    ['topic', { ...inTopic, forum_topic_reopened: {} }],
    ['general', { ...written, chat: group, from }],
    ['group', { ...written, chat: { ...group, id: -7 }, text: undefined, migrate_to_chat_id: groupId }],
    ['topic', { ...inTopic, pinned_message: written }],
    ['nobody', { ...written, text: undefined, from: customer, pinned_message: written }],
    ['nobody', { ...written, message_id: 0, ephemeral_message_id: 4 }]
  ],
  edited_message: [
    ['customer', { ...written, edit_date: date }],
    ['topic', { ...inTopic, edit_date: date }],
    ['nobody', { ...written, chat: group, from, edit_date: date }]
  ],
  callback_query: [
    ['customer', { id: '1', from: customer, data: 'x', message: written }],
    ['topic', { id: '1', from, data: 'x', message: inTopic }],
    ['general', { id: '1', from, data: 'x', message: { ...written, chat: group } }],
    ['customer', { id: '1', from: customer, data: 'x', message: { ...written, date: 0 } }],
    ['group', { id: '1', from, data: 'x', message: { ...inTopic, date: 0 } }],
    ['nobody', { id: '1', from, data: 'x', inline_message_id: 'i' }]
  ],
  my_chat_member: [
    ['customer', changed(privateChat, customer, botUser)],
    ['group', changed(group, from, botUser)],
    ['nobody', changed(channel, from, botUser)]
  ],
  chat_member: [
    ['group', changed(group, from, from)],
    ['nobody', changed(group, from, botUser)],
    ['nobody', changed(channel, from, from)]
  ],
  channel_post: [['nobody', { ...written, chat: channel, sender_chat: channel }]],
  edited_channel_post: [['nobody', { ...written, chat: channel, sender_chat: channel, edit_date: date }]],
  business_connection: [['nobody', { id: 'c', user: from, user_chat_id: from.id, date, is_enabled: true }]],
  business_message: [['nobody', { ...written, business_connection_id: 'c' }]],
  edited_business_message: [['nobody', { ...written, business_connection_id: 'c', edit_date: date }]],
  deleted_business_messages: [
    ['nobody', { business_connection_id: 'c', chat: privateChat, message_ids: [3] }]
  ],
  guest_message: [['nobody', { ...written, chat: { ...group, id: -9 }, guest_query_id: 'g' }]],
  stopped_message_generation: [['nobody', { chat: privateChat, message_id: 3, user: customer }]],
  message_reaction: [
    [
      'nobody',
      { chat: privateChat, message_id: 3, user: customer, date, old_reaction: [], new_reaction: [] }
    ],
    ['nobody', { chat: group, message_id: 3, user: from, date, old_reaction: [], new_reaction: [] }]
  ],
  message_reaction_count: [['nobody', { chat: group, message_id: 3, date, reactions: [] }]],
  inline_query: [['nobody', { id: '1', from, query: 'refund', offset: '' }]],
  chosen_inline_result: [['nobody', { result_id: '1', from, query: 'refund' }]],
  shipping_query: [['nobody', { id: '1', from: customer, invoice_payload: 'p' }]],
  pre_checkout_query: [['nobody', { id: '1', from: customer, currency: 'XTR', total_amount: 1 }]],
  purchased_paid_media: [['nobody', { from: customer, paid_media_payload: 'p' }]],
  poll: [['nobody', { id: '1', question: 'q', options: [], is_closed: false }]],
  poll_answer: [['nobody', { poll_id: '1', user: customer, option_ids: [0] }]],
  chat_join_request: [['nobody', { chat: group, from: customer, user_chat_id: customerId, date }]],
  chat_boost: [['nobody', { chat: group, boost }]],
  removed_chat_boost: [['nobody', { chat: group, remove_date: date, ...boost }]],
  managed_bot: [['nobody', { user: from, bot: { id: 9, is_bot: true, first_name: 'b' } }]],
  subscription: [['nobody', { user: customer, invoice_payload: 'p' }]]
} satisfies { [kind in Exclude<keyof Update, 'update_id'>]-?: [Expected, object][] }

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(() => scene.close())

const classified = (kind: string, body: object): Classified =>
  classify({ update_id: 1, [kind]: JSON.parse(JSON.stringify(body)) }, { id: 700, username: 'desk_bot' })

const cases = Object.entries(kinds).flatMap(([kind, list]) =>
  list.map(([whom, body], nth) => ({ kind, nth, whom, body }))
)

describe('the sequence of an update', () => {
  it.each(cases)('of the kind $kind, form $nth, is that of $whom', async ({ kind, whom, body }) => {
    const event = await scene.desk.record({ update_id: 1, ...({ [kind]: body } as JsonObject) })
    const { desk, options } = scene.desk
    const sequence = await sequenceOf(classified(kind, body).about, event, options)
    const groupName = staffGroupIdFor(groupId)
    const expected: { readonly [of in Expected]: string | undefined } = {
      customer: whom === 'customer' ? await conversationOf(customerId) : undefined,
      topic: `topic:${groupName}:40`,
      general: `topic:${groupName}:general`,
      group: `group:${groupName}`,
      nobody: event.stream
    }
    expect(sequence).toBe(expected[whom as Expected])
    expect(sequence).not.toMatch(/5000000011|1001234567890|1009999999999|5000000021/)
    if (whom !== 'customer') expect(await desk.vault.findSubject(customerId)).toBeUndefined()
  })

  const conversationOf = async (userId: number) =>
    `conversation:${conversationIdFor(await scene.desk.desk.vault.subjectFor(userId), bot)}`

  it('is the same as before for what an older version has parked', async () => {
    const { desk, state, intake, clock } = scene.desk
    const event = await scene.desk.record({ update_id: 1, message: inTopic } as JsonObject & { update_id: 1 })
    const about = {
      ...{ process: 'intake', eventId: event.id, position: event.position, stream: event.stream },
      ...{ revision: event.revision, error: 'not understood', attempts: 4, parkedAt: clock.now() }
    }
    for (const [nth, sequence] of [
      `topic:${groupId}:40`,
      `topic:${groupId}:general`,
      `group:${groupId}`,
      'conversation:7d0c',
      'inbox-700-1'
    ].entries())
      await state.park({ ...about, sequence, position: `${event.position}${nth}` })
    const running = runProcess({
      ...{ process: intake, log: desk.log, state, fence: 1, clock, random: () => 0 },
      ...{ logger: silentLogger, metrics: createMetrics() }
    })
    expect(await running.waitFor(event.position, 5000)).toBe(true)
    const parked = await state.parked('intake')
    const name = staffGroupIdFor(groupId)
    // The event itself waits behind what is parked of its topic, so it is parked too.
    expect(new Set(parked.map(one => one.sequence))).toEqual(
      new Set([
        `topic:${name}:40`,
        `topic:${name}:general`,
        `group:${name}`,
        'conversation:7d0c',
        'inbox-700-1'
      ])
    )
    expect(parked.filter(one => one.sequence === `topic:${name}:40`)).toHaveLength(2)
    expect(await running.retryParked(`topic:${name}:40`)).toMatchObject({ handled: 2, left: 0 })
    await running.stop()
  })
})

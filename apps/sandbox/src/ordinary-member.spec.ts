import type { ForumTopic, Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import type { Sandbox } from './sandbox.js'
import { withSandbox } from './testing.js'
import { rightNames } from './world/types.js'

const takeEveryRight = ({ control }: Sandbox) =>
  control.setBotRights({ rights: Object.fromEntries(rightNames.map(name => [name, false])) })

describe('the bot as an ordinary member', () => {
  it('hears commands, answers to itself and service messages, and nothing else', () =>
    withSandbox({}, async (sandbox, bot) => {
      const { control, staffGroupId: chat_id } = sandbox
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      takeEveryRight(sandbox)
      const own = await bot.get<Message>('sendMessage', { chat_id, text: 'mine' })
      await bot.updates()
      const theirs = control.agentSays({ user_id, text: 'unheard' })
      control.agentSays({ user_id, text: '/claim' })
      control.agentSays({ user_id, text: 'to you', reply_to_message_id: own.message_id })
      control.agentSays({ user_id, text: 'to him', reply_to_message_id: theirs.message_id })
      control.edit({ user_id, chat_id, message_id: theirs.message_id, text: 'still unheard' })
      control.createTopic({ user_id, name: 'A' })
      const heard = await bot.updates()
      expect(heard.map(update => update.message)).toMatchObject([
        { text: '/claim' },
        { text: 'to you' },
        { forum_topic_created: { name: 'A' } }
      ])
    }))

  it('may do to its own topics what it may not do to those of others', () =>
    withSandbox({}, async (sandbox, bot) => {
      const { control, staffGroupId: chat_id } = sandbox
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      const theirs = control.createTopic({ user_id, name: 'Theirs' }).thread_id
      const own = await bot.get<ForumTopic>('createForumTopic', { chat_id, name: 'Own' })
      takeEveryRight(sandbox)
      const calls = [
        ['editForumTopic', 'edit'],
        ['closeForumTopic', 'close or open'],
        ['sendMessage', ''],
        ['reopenForumTopic', 'close or open'],
        ['deleteForumTopic', 'delete']
      ] as const
      for (const [method, doing] of calls) {
        const params = { chat_id, name: 'B', text: 'x' }
        if (doing !== '') {
          expect(await bot.refused(method, { ...params, message_thread_id: theirs })).toBe(
            `400 Bad Request: not enough rights to ${doing} the topic`
          )
        }
        expect(await bot.get(method, { ...params, message_thread_id: own.message_thread_id })).toBeTruthy()
      }
      expect(control.topics()).toMatchObject([{ thread_id: theirs, name: 'Theirs', closed: false }])
    }))

  it('deletes its own messages only', () =>
    withSandbox({}, async (sandbox, bot) => {
      const { control, staffGroupId: chat_id } = sandbox
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      const { message_id: theirs } = control.agentSays({ user_id, text: 'x' })
      const own = await bot.get<Message>('sendMessage', { chat_id, text: 'mine' })
      takeEveryRight(sandbox)
      expect(await bot.refused('deleteMessage', { chat_id, message_id: theirs })).toBe(
        "400 Bad Request: message can't be deleted"
      )
      expect(await bot.get('deleteMessage', { chat_id, message_id: own.message_id })).toBe(true)
    }))

  it('hears of no reaction in the group, as an administrator of each', () =>
    withSandbox({}, async (sandbox, bot) => {
      const { control, staffGroupId: chat_id } = sandbox
      await bot.get('getUpdates', { allowed_updates: ['message_reaction'] })
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      const { message_id } = control.agentSays({ user_id, text: 'x' })
      control.react({ user_id, chat_id, message_id, emoji: '🔥' })
      takeEveryRight(sandbox)
      control.react({ user_id, chat_id, message_id, emoji: '👍' })
      expect(await bot.updates()).toMatchObject([{ message_reaction: { new_reaction: [{ emoji: '🔥' }] } }])
    }))
})

describe('a bot that leaves', () => {
  it('is told, and shut out of the group', () =>
    withSandbox({}, async ({ staffGroupId: chat_id, botId }, bot) => {
      expect(await bot.get('leaveChat', { chat_id })).toBe(true)
      expect(await bot.updates()).toMatchObject([
        { message: { left_chat_member: { id: botId } } },
        { my_chat_member: { from: { id: botId }, new_chat_member: { status: 'left', user: { id: botId } } } }
      ])
      expect(await bot.refused('sendMessage', { chat_id, text: 'x' })).toBe(
        '403 Forbidden: bot is not a member of the supergroup chat'
      )
    }))

  it('can leave groups only', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      expect(await bot.refused('leaveChat', { chat_id })).toMatch(/^400 Bad Request: .* private chats$/)
    }))
})

import type { ChatMember } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

describe('people and their groups', () => {
  it('who never wrote cannot be written to, and who blocked the bot neither, until they unblock it', () =>
    withSandbox({}, async ({ control, botId }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      const send = { chat_id, text: 'x' }
      expect(await bot.refused('sendMessage', send)).toBe(
        "403 Forbidden: bot can't initiate conversation with a user"
      )
      expect(await bot.refused('sendMessage', { ...send, chat_id: 1 })).toBe(
        '400 Bad Request: chat not found'
      )
      control.customerSays({ user_id: chat_id, text: 'hi' })
      control.block({ user_id: chat_id })
      expect(await bot.refused('sendMessage', send)).toBe('403 Forbidden: bot was blocked by the user')
      control.unblock({ user_id: chat_id })
      expect(await bot.get('sendMessage', send)).toBeTruthy()
      const changes = (await bot.updates()).flatMap(update => update.my_chat_member ?? [])
      const user = { id: botId }
      expect(changes).toMatchObject([
        { old_chat_member: { status: 'member', user }, new_chat_member: { status: 'kicked', user } },
        { old_chat_member: { status: 'kicked' }, new_chat_member: { status: 'member' } }
      ])
    }))

  it('have another name from the next message on', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: user_id } = control.createCustomer({
        first_name: 'Dora',
        last_name: 'Young',
        username: 'd'
      })
      control.customerSays({ user_id, text: 'hi' })
      control.renamePerson({ user_id, first_name: 'Ann', username: '@ann' })
      control.customerSays({ user_id, text: 'hi again' })
      const froms = (await bot.updates()).flatMap(({ message }) => message?.from ?? [])
      expect(froms).toEqual([
        { id: user_id, is_bot: false, first_name: 'Dora', last_name: 'Young', username: 'd' },
        { id: user_id, is_bot: false, first_name: 'Ann', username: 'ann' }
      ])
    }))

  it('see the bot as an administrator with every right, which can be taken and given back', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id, botId }, bot) => {
      const me = () => bot.get<ChatMember>('getChatMember', { chat_id, user_id: botId })
      expect(await me()).toMatchObject({
        status: 'administrator',
        can_manage_topics: true,
        can_delete_messages: true,
        can_pin_messages: true
      })
      expect(await bot.get('getChat', { chat_id })).toMatchObject({ is_forum: true, type: 'supergroup' })
      control.setBotRights({ rights: { can_pin_messages: false } })
      expect(await me()).toMatchObject({ can_pin_messages: false, can_manage_topics: true })
      control.removeBot()
      expect(await bot.refused('sendMessage', { chat_id, text: 'x' })).toBe(
        '403 Forbidden: bot was kicked from the supergroup chat'
      )
      control.restoreBot()
      expect(await bot.get('sendMessage', { chat_id, text: 'x' })).toBeTruthy()
      const changes = (await bot.updates()).flatMap(update => update.my_chat_member ?? [])
      expect(changes.map(change => change.new_chat_member.status)).toEqual([
        'administrator',
        'kicked',
        'administrator'
      ])
    }))

  it('come and go, the bot too, and the group says so', () =>
    withSandbox({}, async ({ control, staffGroupId, botId }, bot) => {
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      control.leaveGroup({ user_id })
      control.removeBot()
      control.restoreBot()
      const told = (await bot.updates()).flatMap(update => update.message ?? [])
      expect(told).toMatchObject([
        { chat: { id: staffGroupId }, from: { id: user_id }, new_chat_members: [{ id: user_id }] },
        { from: { id: user_id }, left_chat_member: { id: user_id } },
        { left_chat_member: { id: botId } },
        { new_chat_members: [{ id: botId }] }
      ])
      expect(told.every(message => !message.is_topic_message)).toBe(true)
      expect(() => control.agentSays({ user_id, text: 'x' })).toThrow('is not in the group')
    }))

  it('are told to the bot where it asks for that: who goes, who is thrown out, who comes again', () =>
    withSandbox({}, async ({ control, staffGroupId }, bot) => {
      await bot.get('getUpdates', { allowed_updates: ['chat_member'], timeout: 0 })
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      control.leaveGroup({ user_id })
      control.joinGroup({ user_id })
      control.joinGroup({ user_id })
      control.removeFromGroup({ user_id })
      const moves = (await bot.updates()).flatMap(update => update.chat_member ?? [])
      expect(moves.map(move => [move.old_chat_member.status, move.new_chat_member.status])).toEqual([
        ['left', 'administrator'],
        ['administrator', 'left'],
        ['left', 'member'],
        ['member', 'kicked']
      ])
      expect(moves.at(-1)).toMatchObject({
        chat: { id: staffGroupId },
        new_chat_member: { user: { id: user_id } }
      })
      expect(moves.at(-1)?.from.id).not.toBe(user_id)
    }))

  it('who are agents have a chat with the bot, too, once they write to it', () =>
    withSandbox({}, async ({ control }) => {
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      const privates = () =>
        control
          .chats()
          .filter(({ type }) => type === 'private')
          .map(({ id }) => id)
      expect(privates()).not.toContain(user_id)
      control.customerSays({ user_id, text: '/me' })
      expect(privates()).toContain(user_id)
    }))

  it('may write as the group, and nobody learns who it was', () =>
    withSandbox({}, async ({ control, staffGroupId }, bot) => {
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      control.agentSays({ user_id, text: 'x', anonymous: true })
      const message = (await bot.updates()).at(-1)?.message
      expect(message).toMatchObject({
        from: { id: 1087968824, username: 'GroupAnonymousBot' },
        sender_chat: { id: staffGroupId }
      })
    }))

  it('follow a group to its new id', () =>
    withSandbox({}, async (sandbox, bot) => {
      const old = sandbox.staffGroupId
      const group = sandbox.control.migrate()
      expect(sandbox.staffGroupId).toBe(group.id)
      expect(await bot.call('sendMessage', { chat_id: old, text: 'x' })).toMatchObject({
        error_code: 400,
        description: 'Bad Request: group chat was upgraded to a supergroup chat',
        parameters: { migrate_to_chat_id: group.id }
      })
      expect(await bot.get('sendMessage', { chat_id: group.id, text: 'x' })).toBeTruthy()
      expect((await bot.updates()).map(update => update.message)).toMatchObject([
        { chat: { id: old }, migrate_to_chat_id: group.id },
        { chat: { id: group.id }, migrate_from_chat_id: old }
      ])
    }))

  it('react, and the bot hears of it when it asked for that', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      const { message_id } = control.customerSays({ user_id, text: 'x' })
      control.react({ user_id, message_id, emoji: '👍' })
      expect((await bot.updates()).filter(update => update.message_reaction)).toEqual([])
      await bot.get('getUpdates', { allowed_updates: ['message_reaction'] })
      control.react({ user_id, message_id, emoji: '🔥' })
      control.customerSays({ user_id, text: 'not asked for' })
      expect(await bot.updates()).toMatchObject([
        {
          message_reaction: {
            message_id,
            old_reaction: [{ emoji: '👍' }],
            new_reaction: [{ emoji: '🔥' }]
          }
        }
      ])
    }))
})

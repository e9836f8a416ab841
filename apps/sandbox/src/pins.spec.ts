import type { ForumTopic, Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { type Bot, withSandbox } from './testing.js'

const pinned = async (bot: Bot, chat_id: number) =>
  (await bot.get<{ pinned_message?: Message }>('getChat', { chat_id })).pinned_message?.message_id

describe('pins', () => {
  it('are echoed once in their topic, and the last one is the group’s', () =>
    withSandbox({}, async ({ staffGroupId: chat_id, botId }, bot) => {
      const { message_thread_id } = await bot.get<ForumTopic>('createForumTopic', { chat_id, name: 'A' })
      const send = (text: string) => bot.get<Message>('sendMessage', { chat_id, message_thread_id, text })
      const [first, second] = [await send('first'), await send('second')]
      await bot.updates()
      for (const { message_id } of [first, second, first]) {
        expect(await bot.get('pinChatMessage', { chat_id, message_id })).toBe(true)
      }
      const told = (await bot.updates()).map(update => update.message)
      const echo = { from: { id: botId }, message_thread_id, is_topic_message: true }
      expect(told).toMatchObject([
        { ...echo, pinned_message: { message_id: first.message_id, text: 'first' } },
        { ...echo, pinned_message: { message_id: second.message_id, text: 'second' } }
      ])
      expect(await pinned(bot, chat_id)).toBe(second.message_id)
      await bot.get('unpinChatMessage', { chat_id })
      expect(await pinned(bot, chat_id)).toBe(first.message_id)
      expect(await bot.updates()).toEqual([])
    }))

  it('are taken away one by one, for a topic, and for the whole group', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const { message_thread_id } = await bot.get<ForumTopic>('createForumTopic', { chat_id, name: 'A' })
      const pin = async (place: object) => {
        const message = await bot.get<Message>('sendMessage', { chat_id, text: 'x', ...place })
        await bot.get('pinChatMessage', { chat_id, message_id: message.message_id })
        return message.message_id
      }
      const general = await pin({})
      const inTopic = await pin({ message_thread_id })
      expect(await bot.get('unpinAllForumTopicMessages', { chat_id, message_thread_id })).toBe(true)
      expect(await pinned(bot, chat_id)).toBe(general)
      expect(await bot.refused('unpinChatMessage', { chat_id, message_id: inTopic })).toBe(
        '400 Bad Request: message to unpin not found'
      )
      expect(await bot.get('unpinAllChatMessages', { chat_id })).toBe(true)
      expect(await pinned(bot, chat_id)).toBeUndefined()
    }))

  it('are shown by getChat as whole messages of their chat, the youngest first, in private chats too', () =>
    withSandbox({}, async ({ control, staffGroupId }, bot) => {
      const customer = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id: customer.id, text: 'hello' })
      for (const chat_id of [staffGroupId, customer.id]) {
        const send = (text: string) => bot.get<Message>('sendMessage', { chat_id, text })
        const [older, younger] = [await send('older'), await send('younger')]
        const shown = async () =>
          (await bot.get<{ pinned_message?: Message }>('getChat', { chat_id })).pinned_message
        expect(await shown()).toBeUndefined()
        for (const { message_id } of [younger, older]) {
          await bot.get('pinChatMessage', { chat_id, message_id })
        }
        expect(await shown()).toEqual(younger)
        control.deleteMessage({ chat_id, message_id: younger.message_id })
        expect(await shown()).toMatchObject({ text: 'older', chat: { id: chat_id }, date: older.date })
        await bot.get('unpinChatMessage', { chat_id })
        expect(await shown()).toBeUndefined()
        expect(await bot.refused('unpinChatMessage', { chat_id })).toBe(
          '400 Bad Request: message to unpin not found'
        )
      }
    }))

  it('need the right to pin, and a message that can be pinned', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const topic = await bot.get<ForumTopic>('createForumTopic', { chat_id, name: 'A' })
      const { message_id } = await bot.get<Message>('sendMessage', { chat_id, text: 'x' })
      const pin = (id: number) => bot.refused('pinChatMessage', { chat_id, message_id: id })
      expect(await pin(999)).toBe('400 Bad Request: message to pin not found')
      expect(await pin(topic.message_thread_id)).toMatch(/^400 Bad Request: .* can't be pinned$/)
      control.setBotRights({ rights: { can_pin_messages: false } })
      const all = ['pinChatMessage', 'unpinChatMessage', 'unpinAllChatMessages', 'unpinAllForumTopicMessages']
      for (const method of all) {
        expect(await bot.refused(method, { chat_id, message_id })).toBe(
          '400 Bad Request: not enough rights to manage pinned messages in the chat'
        )
      }
    }))
})

import type { ForumTopic, Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

describe('the Bot API', () => {
  it('carries a customer’s message to the bot and the answer back', () =>
    withSandbox({}, async ({ control }, bot) => {
      const customer = control.createCustomer({ first_name: 'Dora', language_code: 'de' })
      control.customerSays({ user_id: customer.id, text: '/start now' })
      const updates = await bot.updates()
      expect(updates).toHaveLength(1)
      expect(updates[0]?.message).toMatchObject({
        text: '/start now',
        from: { id: customer.id, first_name: 'Dora', language_code: 'de', is_bot: false },
        chat: { id: customer.id, type: 'private', first_name: 'Dora' },
        entities: [{ type: 'bot_command', offset: 0, length: 6 }]
      })
      const answer = await bot.get<Message>('sendMessage', { chat_id: customer.id, text: 'Hello' })
      expect(answer).toMatchObject({ text: 'Hello', from: { is_bot: true } })
      const said = control.messages({ chat_id: customer.id }).map(each => each.text)
      expect(said).toEqual(['/start now', 'Hello'])
      expect(await bot.updates()).toEqual([])
    }))

  it('makes a topic, echoes it, and shows its first message in every message that answers none', () =>
    withSandbox({}, async ({ control, staffGroupId, botId }, bot) => {
      const agent = control.createAgent({ first_name: 'Max' })
      await bot.updates()
      const topic = await bot.get<ForumTopic>('createForumTopic', {
        chat_id: staffGroupId,
        name: 'Carol · 7K3Q-X9M2'
      })
      const thread = topic.message_thread_id
      const said = control.agentSays({ user_id: agent.id, thread_id: thread, text: 'I take it' })
      control.agentSays({ user_id: agent.id, reply_to_message_id: said.message_id, text: 'Done' })
      const [echo, first, second] = (await bot.updates()).map(update => update.message)
      expect(echo).toMatchObject({
        message_id: thread,
        message_thread_id: thread,
        is_topic_message: true,
        from: { id: botId },
        chat: { id: staffGroupId, type: 'supergroup', is_forum: true },
        forum_topic_created: { name: 'Carol · 7K3Q-X9M2', icon_color: 7322096 }
      })
      expect(first).toMatchObject({
        message_thread_id: thread,
        is_topic_message: true,
        reply_to_message: {
          message_id: thread,
          from: { id: botId },
          forum_topic_created: { name: 'Carol · 7K3Q-X9M2' }
        }
      })
      expect(second?.reply_to_message).toMatchObject({ message_id: said.message_id, text: 'I take it' })
      expect(second?.reply_to_message).not.toHaveProperty('reply_to_message')
    }))

  it('gives message ids per group, and from one sequence in all private chats', () =>
    withSandbox({}, async ({ control, staffGroupId }, bot) => {
      const a = control.createCustomer({ first_name: 'A' }).id
      const b = control.createCustomer({ first_name: 'B' }).id
      const ids = [a, b, a].map(user_id => control.customerSays({ user_id, text: 'x' }).message_id)
      expect(ids).toEqual([1, 2, 3])
      const inGroup = await bot.get<Message>('sendMessage', { chat_id: staffGroupId, text: 'x' })
      expect(inGroup.message_id).toBe(2)
    }))

  it('tells a pressed button to the bot and the answer to the presser, once', () =>
    withSandbox({}, async ({ control, staffGroupId }, bot) => {
      const agent = control.createAgent({ first_name: 'Max' })
      await bot.updates()
      const card = await bot.get<Message>('sendMessage', {
        chat_id: staffGroupId,
        text: 'A ticket',
        reply_markup: { inline_keyboard: [[{ text: 'Claim', callback_data: 'claim:1' }]] }
      })
      const at = { user_id: agent.id, chat_id: staffGroupId, message_id: card.message_id }
      const press = control.press({ ...at, text: 'Claim' })
      const [update] = await bot.updates()
      expect(update?.callback_query).toMatchObject({
        id: press.callback_query_id,
        data: 'claim:1',
        from: { id: agent.id },
        message: { message_id: card.message_id, reply_markup: { inline_keyboard: [[{ text: 'Claim' }]] } }
      })
      const answer = { callback_query_id: press.callback_query_id, text: 'Yours' }
      expect(await bot.get('answerCallbackQuery', answer)).toBe(true)
      expect(control.callbackAnswer(press)).toMatchObject({ answered: true, text: 'Yours' })
      expect(await bot.refused('answerCallbackQuery', answer)).toMatch(/^400 Bad Request: query is too old/)
    }))
})

import type { ForumTopic, Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

describe('what a message tells of another one', () => {
  it('is the group and the title of an anonymous administrator who is forwarded, never the person', () =>
    withSandbox({}, async ({ control, staffGroupId }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id: chat_id, text: 'x' })
      const agent = control.createAgent({ first_name: 'Max' })
      const said = control.agentSays({ user_id: agent.id, text: 'from us all', anonymous: true })
      const source = { chat_id, from_chat_id: staffGroupId, message_id: said.message_id }
      const forwarded = await bot.get<Message>('forwardMessage', source)
      expect(forwarded.forward_origin).toEqual({
        type: 'chat',
        date: said.date,
        sender_chat: expect.objectContaining({ id: staffGroupId, type: 'supergroup' })
      })
    }))

  it('is the author and the date of the message answered in another chat', () =>
    withSandbox({}, async ({ control, staffGroupId }, bot) => {
      const { id } = control.createCustomer({ first_name: 'Dora' })
      const asked = control.customerSays({ user_id: id, text: 'a question' })
      control.advance({ seconds: 60 })
      const reply_parameters = { chat_id: id, message_id: asked.message_id }
      const send = { chat_id: staffGroupId, text: 'an answer', reply_parameters }
      const { external_reply } = await bot.get<Message>('sendMessage', send)
      expect(external_reply).toMatchObject({
        origin: { type: 'user', date: asked.date, sender_user: { id, first_name: 'Dora' } },
        message_id: asked.message_id
      })
    }))

  it('comes from outside when an agent answers a message of another topic', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const topic = async (name: string) =>
        (await bot.get<ForumTopic>('createForumTopic', { chat_id, name })).message_thread_id
      const [here, there] = [await topic('here'), await topic('there')]
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      const { message_id } = control.agentSays({ user_id, thread_id: there, text: 'x' })
      const reply = control.agentSays({
        user_id,
        thread_id: here,
        reply_to_message_id: message_id,
        text: 'y'
      })
      expect(reply).toMatchObject({
        message_thread_id: here,
        reply_to_message: { message_id: here },
        external_reply: { message_id, origin: { sender_user: { id: user_id } } }
      })
      const inside = control.agentSays({ user_id, reply_to_message_id: message_id, text: 'z' })
      expect(inside).toMatchObject({ message_thread_id: there, reply_to_message: { message_id } })
      expect(inside).not.toHaveProperty('external_reply')
    }))
})

describe('a private chat with topics', () => {
  it('is written in by topic, and answered there until the topic is gone', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      const { message_thread_id } = control.customerSays({ user_id: chat_id, text: 'x', topic: 'Orders' })
      const again = control.customerSays({ user_id: chat_id, text: 'y', topic: 'Orders' })
      expect(again.message_thread_id).toBe(message_thread_id)
      const [told] = (await bot.updates()).flatMap(({ message }) => (message?.text ? [message] : []))
      expect(told).toMatchObject({ message_thread_id, is_topic_message: true })
      const there = { chat_id, message_thread_id, text: 'an answer' }
      expect(await bot.get<Message>('sendMessage', there)).toMatchObject({ message_thread_id })
      expect(await bot.refused('sendMessage', { ...there, message_thread_id: 9999 })).toMatch(
        /message thread not found/
      )
    }))
})

describe('what an agent quotes', () => {
  it('is told with the answer', () =>
    withSandbox({}, async ({ control }, bot) => {
      const agent = control.createAgent({ first_name: 'Max' })
      const { thread_id } = control.createTopic({ user_id: agent.id, name: 'T' })
      const { message_id } = control.agentSays({ user_id: agent.id, thread_id, text: 'the red one' })
      await bot.updates()
      control.agentSays({
        ...{ user_id: agent.id, thread_id, text: 'this?' },
        ...{ reply_to_message_id: message_id, quote: 'red' }
      })
      const [told] = (await bot.updates()).flatMap(({ message }) => message ?? [])
      expect(told).toMatchObject({ quote: { text: 'red', position: 4 }, reply_to_message: { message_id } })
    }))
})

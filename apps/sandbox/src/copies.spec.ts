import type { ForumTopic, Message, MessageId } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

describe('copies', () => {
  it('of service messages are refused, and skipped among others', () =>
    withSandbox({}, async ({ control, staffGroupId }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id: chat_id, text: 'x' })
      const topic = await bot.get<ForumTopic>('createForumTopic', { chat_id: staffGroupId, name: 'A' })
      const said = await bot.get<Message>('sendMessage', { chat_id: staffGroupId, text: 'said' })
      const from = { chat_id, from_chat_id: staffGroupId }
      const service = { ...from, message_id: topic.message_thread_id }
      expect(await bot.refused('copyMessage', service)).toBe("400 Bad Request: the message can't be copied")
      expect(await bot.refused('forwardMessage', service)).toBe(
        "400 Bad Request: the message can't be forwarded"
      )
      const message_ids = [topic.message_thread_id, said.message_id]
      expect(await bot.get<MessageId[]>('copyMessages', { ...from, message_ids })).toHaveLength(1)
      expect(control.messages({ chat_id }).map(each => each.text)).toEqual(['x', 'said'])
    }))

  it('of protected messages are skipped among others', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const send = async (text: string, protect_content: boolean) =>
        (await bot.get<Message>('sendMessage', { chat_id, text, protect_content })).message_id
      const message_ids = [await send('secret', true), await send('open', false)]
      for (const method of ['copyMessages', 'forwardMessages']) {
        const made = await bot.get<MessageId[]>(method, { chat_id, from_chat_id: chat_id, message_ids })
        expect(made).toHaveLength(1)
      }
      expect(control.messages({ chat_id }).map(each => each.text)).toEqual(['secret', 'open', 'open', 'open'])
      const secret = { chat_id, from_chat_id: chat_id, message_ids: message_ids.slice(0, 1) }
      expect(await bot.refused('copyMessages', secret)).toBe('400 Bad Request: message to copy not found')
    }))

  it('are made of 1 to 100 messages in one call', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const { message_id } = await bot.get<Message>('sendMessage', { chat_id, text: 'x' })
      const ids = (count: number) => ({
        chat_id,
        from_chat_id: chat_id,
        message_ids: Array.from({ length: count }, (_, n) => message_id + n)
      })
      for (const method of ['copyMessages', 'forwardMessages', 'deleteMessages']) {
        expect(await bot.refused(method, ids(101))).toBe(
          '400 Bad Request: too many message identifiers specified'
        )
        expect(await bot.refused(method, ids(0))).toBe(
          '400 Bad Request: message identifiers are not specified'
        )
        expect(await bot.get(method, ids(100))).toBeTruthy()
      }
    }))

  it('take another caption, or none', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const photo = { chat_id, photo: 'https://example.org/a.jpg', caption: 'old' }
      const { message_id } = await bot.get<Message>('sendPhoto', photo)
      const from = { chat_id, from_chat_id: chat_id }
      await bot.get('copyMessage', { ...from, message_id })
      await bot.get('copyMessage', { ...from, message_id, caption: 'new' })
      await bot.get('copyMessages', { ...from, message_ids: [message_id], remove_caption: true })
      const captions = control.messages({ chat_id }).map(each => each.caption)
      expect(captions).toEqual(['old', 'old', 'new', undefined])
    }))
})

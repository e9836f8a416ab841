import type { ForumTopic, Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

describe('edits and deletions by the bot', () => {
  it('are not told to the bot itself', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const { message_id } = await bot.get<Message>('sendMessage', { chat_id, text: 'a' })
      expect(await bot.get('editMessageText', { chat_id, message_id, text: 'b' })).toMatchObject({
        text: 'b',
        edit_date: expect.any(Number)
      })
      await bot.get('deleteMessage', { chat_id, message_id })
      expect(await bot.updates()).toEqual([])
    }))

  it('change the text of texts and the caption of files', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const text = await bot.get<Message>('sendMessage', { chat_id, text: 'a' })
      const photo = await bot.get<Message>('sendPhoto', { chat_id, photo: 'https://example.org/a.jpg' })
      const sticker = await bot.get<Message>('sendSticker', {
        chat_id,
        sticker: 'https://example.org/a.webp'
      })
      const edit = (message: Message) => ({
        chat_id,
        message_id: message.message_id,
        text: 'b',
        caption: 'b'
      })
      expect(await bot.refused('editMessageText', edit(photo))).toBe(
        '400 Bad Request: there is no text in the message to edit'
      )
      for (const message of [text, sticker]) {
        expect(await bot.refused('editMessageCaption', edit(message))).toBe(
          '400 Bad Request: there is no caption in the message to edit'
        )
      }
      const captioned = await bot.get<Message>('editMessageCaption', edit(photo))
      expect(captioned).toMatchObject({ caption: 'b', photo: photo.photo })
      const bare = await bot.get<Message>('editMessageCaption', { ...edit(photo), caption: '' })
      expect(bare).not.toHaveProperty('caption')
    }))

  it('put other media in place of media or of a text, and of nothing else', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const text = await bot.get<Message>('sendMessage', { chat_id, text: 'a' })
      const place = { chat_id, latitude: 1, longitude: 2 }
      const location = await bot.get<Message>('sendLocation', place)
      const media = { type: 'photo', media: 'https://example.org/a.jpg', caption: 'b' }
      const changed = await bot.get<Message>('editMessageMedia', {
        chat_id,
        message_id: text.message_id,
        media
      })
      expect(changed).toMatchObject({ message_id: text.message_id, caption: 'b', photo: [expect.anything()] })
      expect(changed).not.toHaveProperty('text')
      const elsewhere = { chat_id, message_id: location.message_id, media }
      expect(await bot.refused('editMessageMedia', elsewhere)).toBe(
        "400 Bad Request: message can't be edited"
      )
    }))

  it('of a person can put another file in place, of a text too; the bot is told all of it', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id } = control.createCustomer({ first_name: 'Dora' })
      const { message_id } = control.customerSays({ user_id: id, text: 'a' })
      control.edit({ user_id: id, message_id, text: 'b', media: { kind: 'photo' } })
      expect((await bot.updates()).at(-1)).toMatchObject({
        edited_message: { message_id, caption: 'b', photo: [expect.anything()] }
      })
    }))

  it('take the buttons away unless they name them again', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const reply_markup = { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] }
      const { message_id } = await bot.get<Message>('sendMessage', { chat_id, text: 'a', reply_markup })
      const edit = { chat_id, message_id, text: 'b' }
      expect(await bot.get('editMessageText', { ...edit, reply_markup })).toMatchObject({ reply_markup })
      expect(await bot.get('editMessageReplyMarkup', edit)).not.toHaveProperty('reply_markup')
      expect(await bot.get('editMessageReplyMarkup', { ...edit, reply_markup })).toMatchObject({
        text: 'b',
        reply_markup
      })
    }))

  it('leave service messages and what the bot forwarded as they are', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { id } = control.createCustomer({ first_name: 'Dora' })
      const { message_id } = control.customerSays({ user_id: id, text: 'a' })
      const source = { chat_id, from_chat_id: id, message_id }
      const forwarded = await bot.get<Message>('forwardMessage', source)
      const topic = await bot.get<ForumTopic>('createForumTopic', { chat_id, name: 'A' })
      for (const each of [forwarded.message_id, topic.message_thread_id]) {
        expect(await bot.refused('editMessageText', { chat_id, message_id: each, text: 'b' })).toBe(
          "400 Bad Request: message can't be edited"
        )
      }
      const copied = await bot.get<Message>('copyMessage', source)
      expect(
        await bot.get('editMessageText', { chat_id, message_id: copied.message_id, text: 'b' })
      ).toMatchObject({ text: 'b' })
    }))

  it('never take away the message that made a topic', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { message_thread_id } = await bot.get<ForumTopic>('createForumTopic', { chat_id, name: 'A' })
      const card = await bot.get<Message>('sendMessage', { chat_id, message_thread_id, text: 'card' })
      expect(await bot.refused('deleteMessage', { chat_id, message_id: message_thread_id })).toBe(
        "400 Bad Request: message can't be deleted"
      )
      const message_ids = [message_thread_id, card.message_id]
      expect(await bot.get('deleteMessages', { chat_id, message_ids })).toBe(true)
      expect(control.messages({ chat_id })).toMatchObject([{ message_id: message_thread_id }])
    }))
})

import type { Message, MessageId } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

describe('messages', () => {
  it('are copied without their author and forwarded with him', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { id } = control.createCustomer({ first_name: 'Dora' })
      const media = { kind: 'photo' } as const
      const { message_id } = control.customerSays({ user_id: id, text: 'look', media })
      const source = { chat_id, from_chat_id: id, message_id }
      const copy = await bot.get<MessageId>('copyMessage', source)
      await bot.get('forwardMessage', source)
      const [copied, forwarded] = control.messages({ chat_id })
      expect(copied).toMatchObject({ message_id: copy.message_id, caption: 'look', photo: [{}] })
      expect(copied).not.toHaveProperty('forward_origin')
      expect(forwarded).toMatchObject({ forward_origin: { type: 'user', sender_user: { id } } })
      expect(await bot.refused('copyMessage', { ...source, message_id: 999 })).toBe(
        '400 Bad Request: message to copy not found'
      )
    }))

  it('are copied with another caption only where a caption can stand', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { id } = control.createCustomer({ first_name: 'Dora' })
      for (const kind of ['sticker', 'voice'] as const) {
        const { message_id } = control.customerSays({ user_id: id, media: { kind } })
        await bot.get('copyMessage', { chat_id, from_chat_id: id, message_id, caption: 'c' })
      }
      const [sticker, voice] = control.messages({ chat_id })
      expect(sticker).not.toHaveProperty('caption')
      expect(voice).toMatchObject({ caption: 'c' })
    }))

  it('are copied as an album, without those that are gone', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { id } = control.createCustomer({ first_name: 'Dora' })
      const ids = [1, 2, 3].map(
        () =>
          control.customerSays({ user_id: id, media: { kind: 'photo' }, media_group_id: 'album' }).message_id
      )
      control.deleteMessage({ chat_id: id, message_id: ids[1] ?? 0 })
      const copied = await bot.get<MessageId[]>('copyMessages', {
        chat_id,
        from_chat_id: id,
        message_ids: ids
      })
      expect(copied).toHaveLength(2)
      const albums = control.messages({ chat_id }).map(message => message.media_group_id)
      expect(albums[0]).toBe(albums[1])
      expect(albums[0]).not.toBe('album')
      const unordered = { chat_id, from_chat_id: id, message_ids: [...ids].reverse() }
      expect(await bot.refused('copyMessages', unordered)).toMatch(/strictly increasing/)
    }))

  it('of a protected group can be neither copied nor forwarded', () =>
    withSandbox({}, async ({ control, staffGroupId }, bot) => {
      const agent = control.createAgent({ first_name: 'Max' })
      const { id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id: id, text: 'x' })
      const said = control.agentSays({ user_id: agent.id, text: 'secret' })
      control.protect({ protected: true })
      const source = { chat_id: id, from_chat_id: staffGroupId, message_id: said.message_id }
      expect(await bot.refused('copyMessage', source)).toBe("400 Bad Request: the message can't be copied")
      expect(await bot.refused('forwardMessage', source)).toMatch(/has protected content/)
    }))

  it('answer others, if these exist or need not', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      const { message_id } = control.customerSays({ user_id: chat_id, text: 'my question is long' })
      const reply = (reply_parameters: object) => ({ chat_id, text: 'x', reply_parameters })
      const quoted = await bot.get<Message>('sendMessage', reply({ message_id, quote: 'question' }))
      expect(quoted).toMatchObject({
        reply_to_message: { message_id },
        quote: { text: 'question', position: 3 }
      })
      expect(await bot.refused('sendMessage', reply({ message_id: 99 }))).toBe(
        '400 Bad Request: message to be replied not found'
      )
      const anyway = reply({ message_id: 99, allow_sending_without_reply: true })
      expect(await bot.get('sendMessage', anyway)).not.toHaveProperty('reply_to_message')
      expect(await bot.refused('sendMessage', reply({ message_id, quote: 'nothing' }))).toMatch(/QUOTE/)
    }))

  it('are edited by their author only, and only when something changes', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      const theirs = control.customerSays({ user_id: chat_id, text: 'x' })
      const own = await bot.get<Message>('sendMessage', { chat_id, text: 'a' })
      const edit = (message_id: number, text: string) => ({ chat_id, message_id, text })
      expect(await bot.get('editMessageText', edit(own.message_id, 'b'))).toMatchObject({ text: 'b' })
      expect(await bot.refused('editMessageText', edit(own.message_id, 'b'))).toMatch(
        /message is not modified: /
      )
      expect(await bot.refused('editMessageText', edit(theirs.message_id, 'b'))).toBe(
        "400 Bad Request: message can't be edited"
      )
      await bot.updates()
      control.edit({ user_id: chat_id, message_id: theirs.message_id, text: 'y' })
      const [update] = await bot.updates()
      expect(update?.edited_message).toMatchObject({ message_id: theirs.message_id, text: 'y' })
      expect(update?.edited_message?.edit_date).toBeGreaterThan(0)
    }))

  it('are not modified by the same caption, whatever else they show', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const photo = { chat_id, photo: 'https://example.org/a.jpg', caption: 'c', has_spoiler: true }
      const { message_id } = await bot.get<Message>('sendPhoto', photo)
      expect(await bot.refused('editMessageCaption', { chat_id, message_id, caption: 'c' })).toMatch(
        /message is not modified: /
      )
      expect(await bot.get('editMessageCaption', { chat_id, message_id, caption: 'd' })).toMatchObject({
        caption: 'd',
        has_media_spoiler: true
      })
    }))

  it('carry one reaction of the bot at most', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      const { message_id } = control.customerSays({ user_id: chat_id, text: 'x' })
      const react = (...emoji: string[]) => ({
        chat_id,
        message_id,
        reaction: emoji.map(each => ({ type: 'emoji', emoji: each }))
      })
      const seen = () => control.messages({ chat_id })[0]?.reactions.map(each => each.emoji)
      await bot.get('setMessageReaction', react('👀'))
      await bot.get('setMessageReaction', react('👍'))
      expect(seen()).toEqual(['👍'])
      expect(await bot.refused('setMessageReaction', react('✅'))).toBe('400 Bad Request: REACTION_INVALID')
      expect(await bot.refused('setMessageReaction', react('👀', '👍'))).toMatch(/^400/)
      await bot.get('setMessageReaction', react())
      expect(seen()).toEqual([])
    }))

  it('can be deleted for 48 hours, those of others in a group with the right', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const customer = control.createCustomer({ first_name: 'Dora' })
      const old = control.customerSays({ user_id: customer.id, text: 'x' })
      const said = control.agentSays({ user_id: control.createAgent({ first_name: 'Max' }).id, text: 'x' })
      control.advance({ seconds: 49 * 3600 })
      const privately = { chat_id: customer.id, message_id: old.message_id }
      expect(await bot.refused('deleteMessage', privately)).toBe("400 Bad Request: message can't be deleted")
      expect(await bot.get('deleteMessage', { chat_id, message_id: said.message_id })).toBe(true)
      expect(await bot.refused('deleteMessage', { chat_id, message_id: said.message_id })).toBe(
        '400 Bad Request: message to delete not found'
      )
    }))

  it('with files are sent by id, by address and by upload', () =>
    withSandbox({}, async ({ control, url, botToken, staffGroupId: chat_id }, bot) => {
      const sent = await bot.get<Message>('sendDocument', { chat_id, document: 'https://example.org/a.pdf' })
      const file_id = sent.document?.file_id
      expect(sent.document?.file_name).toBe('a.pdf')
      expect(await bot.get('sendDocument', { chat_id, document: file_id, caption: 'again' })).toBeTruthy()
      expect(await bot.refused('sendPhoto', { chat_id, photo: file_id })).toMatch(/can't use file of type/)
      expect(await bot.refused('sendPhoto', { chat_id, photo: 'nothing' })).toMatch(/wrong file identifier/)
      const form = new FormData()
      form.set('chat_id', String(chat_id))
      form.set('photo', new Blob(['bytes'], { type: 'image/png' }), 'a.png')
      await fetch(`${url}/bot${botToken}/sendPhoto`, { method: 'POST', body: form })
      const uploaded = control.messages({ chat_id }).at(-1)
      expect(uploaded?.photo).toMatchObject([{ file_size: 5 }])
    }))

  it('are no album when the list holds anything but objects', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      expect(await bot.refused('sendMediaGroup', { chat_id, media: [1, 2] })).toBe(
        "400 Bad Request: can't parse InputMedia: expected an Object"
      )
    }))

  it('with uploaded files give back the same bytes', () =>
    withSandbox({}, async ({ url, botToken, staffGroupId: chat_id }, bot) => {
      const form = new FormData()
      form.set('chat_id', String(chat_id))
      form.set('media', JSON.stringify([1, 2].map(n => ({ type: 'document', media: `attach://f${n}` }))))
      for (const n of [1, 2]) form.set(`f${n}`, new Blob([`content ${n}`]), `${n}.txt`)
      const response = await fetch(`${url}/bot${botToken}/sendMediaGroup`, { method: 'POST', body: form })
      const { result }: { result: Message[] } = JSON.parse(await response.text())
      expect(new Set(result.map(message => message.media_group_id)).size).toBe(1)
      const file = await bot.get<{ file_path: string }>('getFile', {
        file_id: result[1]?.document?.file_id
      })
      const bytes = await fetch(`${url}/file/bot${botToken}/${file.file_path}`)
      expect(await bytes.text()).toBe('content 2')
    }))
})

import type { Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { type Answer, withSandbox } from './testing.js'

const megabyte = 1024 * 1024

describe('files', () => {
  it('may be uploaded up to 50 MB, photos up to 10 MB', () =>
    withSandbox({}, async ({ url, botToken, staffGroupId }) => {
      const upload = async (kind: 'Photo' | 'Document', size: number): Promise<Answer> => {
        const form = new FormData()
        form.set('chat_id', String(staffGroupId))
        form.set(kind.toLowerCase(), new Blob([Buffer.alloc(size)]), 'a.bin')
        const answer = await fetch(`${url}/bot${botToken}/send${kind}`, { method: 'POST', body: form })
        return JSON.parse(await answer.text())
      }
      const refused = { error_code: 400, description: 'Bad Request: file is too big' }
      expect(await upload('Photo', 10 * megabyte)).toMatchObject({ ok: true })
      expect(await upload('Photo', 10 * megabyte + 1)).toMatchObject(refused)
      expect(await upload('Document', 10 * megabyte + 1)).toMatchObject({ ok: true })
      expect(await upload('Document', 50 * megabyte + 1)).toMatchObject(refused)
      expect(await upload('Document', 0)).toMatchObject({
        description: 'Bad Request: file must be non-empty'
      })
    }))

  it('may be fetched up to 20 MB, and copied whatever their size', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      const says = (size: number) => control.customerSays({ user_id, media: { kind: 'document', size } })
      const most = says(20 * megabyte)
      const more = says(20 * megabyte + 1)
      const file = await bot.get('getFile', { file_id: most.document?.file_id })
      expect(file).toMatchObject({ file_size: 20 * megabyte, file_path: expect.any(String) })
      expect(await bot.refused('getFile', { file_id: more.document?.file_id })).toBe(
        '400 Bad Request: file is too big'
      )
      const copy = { chat_id, from_chat_id: user_id, message_id: more.message_id }
      expect(await bot.get('copyMessage', copy)).toBeTruthy()
    }))

  it('are fetched by a token that is percent-encoded too, and are never run by a browser', () =>
    withSandbox({}, async ({ url, botToken, staffGroupId }, bot) => {
      const form = new FormData()
      form.set('chat_id', String(staffGroupId))
      form.set('document', new Blob(['<script>'], { type: 'text/html' }), 'Rechnung "2".html')
      const sent = await fetch(`${url}/bot${botToken}/sendDocument`, { method: 'POST', body: form })
      const { result } = JSON.parse(await sent.text())
      const { file_path } = await bot.get<{ file_path: string }>('getFile', result.document)
      for (const token of [botToken, encodeURIComponent(botToken), `%37${botToken.slice(1)}`]) {
        const file = await fetch(`${url}/file/bot${token}/${file_path}`)
        expect([file.status, await file.text()]).toEqual([200, '<script>'])
        expect(file.headers.get('content-disposition')).toBe('attachment; filename="Rechnung__2_.html"')
        expect(file.headers.get('x-content-type-options')).toBe('nosniff')
      }
      for (const token of [`${botToken}x`, encodeURIComponent(`${botToken}/..`), '%']) {
        expect((await fetch(`${url}/file/bot${token}/${file_path}`)).status).toBe(404)
      }
    }))

  it('are sent again only as what they are', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const { voice } = await bot.get<Message>('sendVoice', { chat_id, voice: 'https://example.org/a.ogg' })
      expect(await bot.get('sendVoice', { chat_id, voice: voice?.file_id })).toMatchObject({ voice })
      expect(await bot.refused('sendPhoto', { chat_id, photo: voice?.file_id })).toBe(
        "400 Bad Request: can't use file of type VoiceNote as Photo"
      )
    }))

  it('make albums of up to 10, of which one alone is an ordinary message, photos with videos, audios and documents among themselves', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const album = (...types: string[]) => ({
        chat_id,
        media: types.map(type => ({ type, media: 'https://example.org/a' }))
      })
      const photos = (count: number) => album(...Array<string>(count).fill('photo'))
      for (const count of [0, 11]) {
        expect(await bot.refused('sendMediaGroup', photos(count))).toBe(
          '400 Bad Request: wrong number of messages in the album'
        )
      }
      for (const mixed of [album('photo', 'document'), album('audio', 'video'), album('audio', 'document')]) {
        expect(await bot.refused('sendMediaGroup', mixed)).toBe(
          "400 Bad Request: document and audio can't be mixed with other media types"
        )
      }
      expect(await bot.refused('sendMediaGroup', album('photo', 'voice'))).toMatch(/^400 Bad Request: /)
      expect(control.messages({ chat_id })).toEqual([])
      expect(await bot.get('sendMediaGroup', photos(10))).toHaveLength(10)
      const [alone, ...more] = await bot.get<Message[]>('sendMediaGroup', photos(1))
      expect(more).toEqual([])
      expect(alone).toMatchObject({ photo: [{}] })
      expect(alone).not.toHaveProperty('media_group_id')
      for (const well of [album('photo', 'video'), album('audio', 'audio'), album('document', 'document')]) {
        expect(await bot.get('sendMediaGroup', well)).toHaveLength(2)
      }
    }))

  it('that are live photos are sent alone, in albums with photos, and by an edit; never by an address', () =>
    withSandbox({}, async ({ url, botToken, staffGroupId: chat_id }, bot) => {
      const form = new FormData()
      form.set('chat_id', String(chat_id))
      form.set('caption', 'It moves')
      form.set('live_photo', new Blob(['moving'], { type: 'video/mp4' }), 'a.mp4')
      form.set('photo', new Blob(['still'], { type: 'image/jpeg' }), 'a.jpg')
      const answer = await fetch(`${url}/bot${botToken}/sendLivePhoto`, { method: 'POST', body: form })
      const sent: Message = JSON.parse(await answer.text()).result
      expect(sent).toMatchObject({ caption: 'It moves', live_photo: { photo: sent.photo, duration: 5 } })
      const content = async (file_id: string | undefined) => {
        const { file_path } = await bot.get<{ file_path: string }>('getFile', { file_id })
        return (await fetch(`${url}/file/bot${botToken}/${file_path}`)).text()
      }
      expect(await content(sent.live_photo?.file_id)).toBe('moving')
      const still = sent.photo?.[0]?.file_id
      expect(await content(still)).toBe('still')

      const live = { type: 'live_photo', media: sent.live_photo?.file_id, photo: still }
      const media = [live, { type: 'photo', media: still }]
      expect(await bot.get('sendMediaGroup', { chat_id, media })).toMatchObject([
        { live_photo: { file_id: live.media }, media_group_id: expect.any(String) },
        { photo: [{ file_id: still }] }
      ])
      const { message_id } = await bot.get<Message>('sendMessage', { chat_id, text: 'x' })
      expect(await bot.get('editMessageMedia', { chat_id, message_id, media: live })).toMatchObject({
        live_photo: { file_id: live.media }
      })
      const far = 'https://example.org/a'
      for (const each of [
        { live_photo: far, photo: still },
        { live_photo: live.media, photo: far }
      ])
        expect(await bot.refused('sendLivePhoto', { chat_id, ...each })).toMatch(/^400 .*wrong file/)
      expect(await bot.refused('sendLivePhoto', { chat_id, live_photo: live.media })).toBe(
        '400 Bad Request: there is no photo in the request'
      )
    }))
})

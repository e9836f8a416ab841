import type { Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { type Bot, withSandbox } from './testing.js'

const inGroup = (use: (chat_id: number, bot: Bot, url: string) => Promise<void>) =>
  withSandbox({ clock: new FakeClock(), limits: true }, ({ staffGroupId, url, botToken }, bot) =>
    use(staffGroupId, bot, `${url}/bot${botToken}`)
  )

const waitFor = async (bot: Bot, chat_id: number) =>
  (await bot.call('sendMessage', { chat_id, text: 'x' })).parameters?.retry_after

describe('what a call costs of a group’s twenty messages a minute', () => {
  it('is one for each file of an album', () =>
    inGroup(async (chat_id, bot) => {
      const media = Array.from({ length: 10 }, () => ({ type: 'photo', media: 'https://example.org/a.jpg' }))
      for (const _ of [1, 2]) expect(await bot.get('sendMediaGroup', { chat_id, media })).toHaveLength(10)
      expect(await waitFor(bot, chat_id)).toBe(3)
      expect(await bot.call('sendMediaGroup', { chat_id, media })).toMatchObject({
        error_code: 429,
        parameters: { retry_after: 30 }
      })
    }))

  it.each(['copyMessages', 'forwardMessages'])('is one for each message of %s', method =>
    inGroup(async (chat_id, bot) => {
      const { message_id } = await bot.get<Message>('sendMessage', { chat_id, text: 'x' })
      const message_ids = Array.from({ length: 19 }, (_, n) => message_id + n)
      expect(await bot.get(method, { chat_id, from_chat_id: chat_id, message_ids })).toHaveLength(1)
      expect(await waitFor(bot, chat_id)).toBe(3)
    })
  )

  it('is nothing for deletions and questions', () =>
    inGroup(async (chat_id, bot) => {
      const { message_id } = await bot.get<Message>('sendMessage', { chat_id, text: 'x' })
      for (let n = 0; n < 20; n += 1) await bot.get('getChat', { chat_id })
      await bot.get('deleteMessage', { chat_id, message_id })
      for (let n = 0; n < 19; n += 1) await bot.get('sendMessage', { chat_id, text: 'x' })
      expect(await waitFor(bot, chat_id)).toBe(3)
    }))

  it('is said in the header of the refusal too', () =>
    inGroup(async (chat_id, bot, root) => {
      for (let n = 0; n < 20; n += 1) await bot.get('sendMessage', { chat_id, text: 'x' })
      const refusal = await fetch(`${root}/sendMessage?chat_id=${chat_id}&text=x`)
      expect([refusal.status, refusal.headers.get('retry-after')]).toEqual([429, '3'])
    }))
})

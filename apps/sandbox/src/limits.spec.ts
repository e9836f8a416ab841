import type { Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { type Bot, withSandbox } from './testing.js'

const accepted = async (bot: Bot, times: number, method: string, params: (n: number) => object) => {
  let count = 0
  for (let n = 0; n < times; n += 1) if ((await bot.call(method, params(n))).ok) count += 1
  return count
}

describe('limits', () => {
  it('let about one message a second into a private chat, with a short burst', async () => {
    const clock = new FakeClock()
    await withSandbox({ clock, limits: true }, async ({ control }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id: chat_id, text: 'x' })
      const send = () => accepted(bot, 10, 'sendMessage', n => ({ chat_id, text: `${n}` }))
      expect(await send()).toBe(5)
      expect(await bot.call('sendMessage', { chat_id, text: 'x' })).toEqual({
        ok: false,
        error_code: 429,
        description: 'Too Many Requests: retry after 1',
        parameters: { retry_after: 1 }
      })
      await clock.advance(2000)
      expect(await send()).toBe(2)
    })
  })

  it('let twenty a minute into a group, topics and edits counted with messages', async () => {
    const clock = new FakeClock()
    await withSandbox({ clock, limits: true }, async ({ control, staffGroupId: chat_id }, bot) => {
      const first = await bot.get<Message>('sendMessage', { chat_id, text: 'x' })
      expect(await accepted(bot, 9, 'createForumTopic', n => ({ chat_id, name: `${n}` }))).toBe(9)
      const edit = (n: number) => ({ chat_id, message_id: first.message_id, text: `${n}` })
      expect(await accepted(bot, 20, 'editMessageText', edit)).toBe(10)
      expect(await bot.call('sendMessage', { chat_id, text: 'x' })).toMatchObject({
        error_code: 429,
        parameters: { retry_after: 3 }
      })
      await clock.advance(30_000)
      expect(await accepted(bot, 20, 'sendMessage', n => ({ chat_id, text: `${n}` }))).toBe(10)
      control.limits({ on: false })
      expect(await accepted(bot, 20, 'sendMessage', n => ({ chat_id, text: `${n}` }))).toBe(20)
    })
  })

  it('let thirty a second out in all', async () => {
    await withSandbox({ clock: new FakeClock(), limits: true }, async ({ control }, bot) => {
      const chats = Array.from({ length: 40 }, (_, n) => control.createCustomer({ first_name: `C${n}` }).id)
      for (const user_id of chats) control.customerSays({ user_id, text: 'x' })
      expect(await accepted(bot, 40, 'sendMessage', n => ({ chat_id: chats[n], text: 'x' }))).toBe(30)
    })
  })

  it('do not count calls that were refused', async () => {
    await withSandbox({ clock: new FakeClock(), limits: true }, async ({ control }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id: chat_id, text: 'x' })
      for (let n = 0; n < 6; n += 1) {
        expect(await bot.call('sendMessage', { chat_id, text: '' })).toMatchObject({ error_code: 400 })
      }
      expect(await accepted(bot, 10, 'sendMessage', n => ({ chat_id, text: `${n}` }))).toBe(5)
    })
  })

  it('do not hold back answers to buttons, reactions and chat actions', async () => {
    await withSandbox({ clock: new FakeClock(), limits: true }, async ({ control }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id: chat_id, text: 'x' })
      expect(await accepted(bot, 40, 'sendChatAction', () => ({ chat_id, action: 'typing' }))).toBe(40)
    })
  })
})

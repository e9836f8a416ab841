import type { Update } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { withSandbox } from './testing.js'

describe('long polling', () => {
  it('waits until there is something', () =>
    withSandbox({}, async ({ control, until }, bot) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      const waiting = bot.get<Update[]>('getUpdates', { timeout: 50 })
      await until(() => control.log({ method: 'getUpdates' })[0])
      control.customerSays({ user_id, text: 'x' })
      expect(await waiting).toMatchObject([{ message: { text: 'x' } }])
    }))

  it('repeats everything until the offset confirms it, in the order of ids without gaps', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      for (const text of ['a', 'b', 'c', 'd']) control.customerSays({ user_id, text })
      const ids = async (params: object) =>
        (await bot.get<Update[]>('getUpdates', params)).map(update => update.update_id)
      const all = await ids({})
      const first = all[0] ?? 0
      expect(all).toEqual([first, first + 1, first + 2, first + 3])
      expect(await ids({ limit: 2 })).toEqual(all.slice(0, 2))
      expect(await ids({ offset: first + 1 })).toEqual(all.slice(1))
      expect(await ids({ offset: first })).toEqual(all.slice(1))
      expect(await ids({ offset: first + 1000 })).toEqual(all.slice(1))
      expect(await ids({ offset: -1 })).toEqual(all.slice(3))
      expect(await ids({})).toEqual(all.slice(3))
    }))

  it('is for one caller: a second one ends the first, and a webhook ends both', () =>
    withSandbox({ clock: new FakeClock() }, async ({ control, until }, bot) => {
      const polls = () => control.log({ method: 'getUpdates' }).length
      const first = bot.refused('getUpdates', { timeout: 50 })
      await until(() => polls() === 1)
      const second = bot.refused('getUpdates', { timeout: 50 })
      await until(() => polls() === 2)
      control.advance({ seconds: 3 })
      expect(await first).toBe(
        '409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'
      )
      await bot.get('setWebhook', { url: 'http://127.0.0.1:1/x' })
      control.advance({ seconds: 3 })
      expect(await second).toBe('409 Conflict: terminated by setWebhook request')
      const third = bot.refused('getUpdates')
      await until(() => polls() === 3)
      control.advance({ seconds: 3 })
      expect(await third).toMatch(/^409 Conflict: can't use getUpdates method while webhook is active/)
    }))

  it('loses messages after 24 hours and button presses after 150 seconds', async () => {
    const clock = new FakeClock()
    await withSandbox({ clock }, async ({ control, staffGroupId: chat_id }, bot) => {
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      await bot.updates()
      const keyboard = { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] }
      const { message_id } = await bot.get<{ message_id: number }>('sendMessage', {
        chat_id,
        text: 'x',
        reply_markup: keyboard
      })
      const press = control.press({ user_id, chat_id, message_id, data: 'a' })
      control.agentSays({ user_id, text: 'hello' })
      const kinds = async () =>
        (await bot.get<Update[]>('getUpdates')).map(update => (update.message ? 'message' : 'press'))
      expect(await kinds()).toEqual(['press', 'message'])
      await clock.advance(151_000)
      expect(await kinds()).toEqual(['message'])
      expect(
        await bot.refused('answerCallbackQuery', { callback_query_id: press.callback_query_id })
      ).toMatch(/query is too old/)
      await clock.advance(24 * 3600_000)
      expect(await kinds()).toEqual([])
    })
  })

  it('delivers an update twice when told to', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      control.duplicateUpdates()
      control.customerSays({ user_id, text: 'x' })
      const [once] = await bot.updates()
      const [twice] = await bot.updates()
      expect(twice).toEqual(once)
      expect(await bot.updates()).toEqual([])
    }))

  it('puts into one update what it is told to, and only there', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      control.alterUpdate({ fields: { date: 8640000000001, group_chat_created: false } })
      control.customerSays({ user_id, text: 'x' })
      control.customerSays({ user_id, text: 'y' })
      const [first, second] = await bot.updates()
      expect(first).toMatchObject({
        message: { text: 'x', date: 8640000000001, group_chat_created: false }
      })
      expect(second).toMatchObject({ message: { text: 'y' } })
      expect(second).not.toHaveProperty('message.group_chat_created')
      expect(control.messages({ chat_id: user_id })[0]?.date).not.toBe(8640000000001)
    }))
})

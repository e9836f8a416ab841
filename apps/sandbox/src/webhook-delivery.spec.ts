import type { Message, WebhookInfo } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { refuse, withWebhook } from './webhook-testing.js'

const kindOf = (update: object) => Object.keys(update).find(name => name !== 'update_id')

describe('the delivery of updates by webhook', () => {
  it('is done with any answer from 200 to 299', () =>
    withWebhook({}, async ({ control, until }, bot, { nth }) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      for (const [index, status] of [200, 204, 299].entries()) {
        control.customerSays({ user_id, text: 'x' })
        const delivery = await nth(index)
        delivery.answer(status)
        await until(() => control.pendingUpdates().length === 0)
      }
      expect(await bot.get('getWebhookInfo')).not.toHaveProperty('last_error_message')
    }))

  it('is tried again after a redirection and after a closed connection', () =>
    withWebhook({}, async (sandbox, bot, receiver) => {
      const { control, until } = sandbox
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id, text: 'x' })
      await refuse(sandbox, receiver, 0, 302, { location: receiver.url })
      const second = await receiver.nth(1)
      second.hangUp()
      await until(() => control.pendingUpdates()[0]?.failures === 2)
      control.advance({ seconds: 2 })
      const third = await receiver.nth(2)
      expect(third.update.message?.text).toBe('x')
      expect(await bot.get('getWebhookInfo')).toMatchObject({ last_error_message: 'socket hang up' })
    }))

  it('puts an edit behind its message, and other kinds beside it', () =>
    withWebhook({}, async ({ control }, bot, { got, nth }) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      const { message_id } = control.customerSays({ user_id: chat_id, text: 'a' })
      const message = await nth(0)
      const reply_markup = { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] }
      const asked = await bot.get<Message>('sendMessage', { chat_id, text: 'x', reply_markup })
      control.edit({ user_id: chat_id, message_id, text: 'b' })
      control.press({ user_id: chat_id, message_id: asked.message_id, data: 'a' })
      control.block({ user_id: chat_id })
      await nth(2)
      await bot.get('getMe')
      const kinds = () => got.map(each => kindOf(each.update)).sort()
      expect(kinds()).toEqual(['callback_query', 'message', 'my_chat_member'])
      message.answer(200)
      expect((await nth(3)).update.edited_message).toMatchObject({ message_id, text: 'b' })
    }))

  it('waits 60 to 120 seconds at most before it tries again', () =>
    withWebhook({}, async (sandbox, bot, receiver) => {
      const { control } = sandbox
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id, text: 'x' })
      for (let index = 0; index < 9; index += 1) {
        await refuse(sandbox, receiver, index, 503)
        control.advance({ seconds: 120 })
      }
      await refuse(sandbox, receiver, 9, 503)
      control.advance({ seconds: 59 })
      await bot.get('getMe')
      expect(receiver.got).toHaveLength(10)
      control.advance({ seconds: 61 })
      await receiver.nth(10)
    }))

  it('waits as long as Retry-After says, up to an hour', () =>
    withWebhook({}, async (sandbox, bot, receiver) => {
      const { control } = sandbox
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id, text: 'x' })
      await refuse(sandbox, receiver, 0, 503, { 'retry-after': '3600' })
      control.advance({ seconds: 3599 })
      await bot.get('getMe')
      expect(receiver.got).toHaveLength(1)
      control.advance({ seconds: 1 })
      await receiver.nth(1)
    }))

  it.each([
    ['9999 is an hour', '9999', 3600],
    ['0 is as good as none', '0', 0]
  ])('Retry-After: %s', (_, retryAfter, seconds) =>
    withWebhook({}, async (sandbox, bot, receiver) => {
      const { control } = sandbox
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id, text: 'x' })
      await refuse(sandbox, receiver, 0, 503)
      await refuse(sandbox, receiver, 1, 503, { 'retry-after': retryAfter })
      const waits = seconds || 2
      control.advance({ seconds: waits - 1 })
      await bot.get('getMe')
      expect(receiver.got).toHaveLength(2)
      control.advance({ seconds: 1 })
      await receiver.nth(2)
    })
  )

  it('is given up, and the webhook removed, after 23 hours of 410', () =>
    withWebhook({}, async (sandbox, bot, receiver) => {
      const { control } = sandbox
      const url = async () => (await bot.get<WebhookInfo>('getWebhookInfo')).url
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id, text: 'x' })
      await refuse(sandbox, receiver, 0, 410)
      await refuse(sandbox, receiver, 1, 410)
      control.advance({ seconds: 23 * 3600 })
      await refuse(sandbox, receiver, 2, 410)
      expect(await url()).toBe(receiver.url)
      control.advance({ seconds: 10 })
      const last = await receiver.nth(3)
      last.answer(410)
      for (let looks = 0; looks < 1000 && (await url()) !== ''; looks += 1);
      expect(await url()).toBe('')
      expect(await bot.updates()).toMatchObject([{ message: { text: 'x' } }])
    }))

  it('goes on when the 410 was interrupted', () =>
    withWebhook({}, async (sandbox, bot, receiver) => {
      const { control } = sandbox
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id, text: 'x' })
      await refuse(sandbox, receiver, 0, 410)
      await refuse(sandbox, receiver, 1, 503)
      control.advance({ seconds: 23 * 3600 })
      await refuse(sandbox, receiver, 2, 410)
      control.advance({ seconds: 10 })
      await refuse(sandbox, receiver, 3, 410)
      expect(await bot.get('getWebhookInfo')).toMatchObject({ url: receiver.url })
    }))

  it('happens twice when told to', () =>
    withWebhook({}, async ({ control, until }, bot, { got, nth }) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      control.duplicateUpdates()
      control.customerSays({ user_id, text: 'x' })
      const first = await nth(0)
      first.answer(200)
      const second = await nth(1)
      expect(second.update).toEqual(first.update)
      second.answer(200)
      await until(() => control.pendingUpdates().length === 0)
      await bot.get('getMe')
      expect(got).toHaveLength(2)
    }))

  it('runs no method of the answer that reads or changes the webhook', () =>
    withWebhook({}, async ({ control, until }, bot, { nth }) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      const asked = ['getMe', 'setWebhook', 'DELETEWEBHOOK', 'close', 'logOut', 'sendMessage']
      for (const [index, method] of asked.entries()) {
        control.customerSays({ user_id: chat_id, text: 'x' })
        const delivery = await nth(index)
        const body = new URLSearchParams({ method, chat_id: String(chat_id), text: 'at once', url: '' })
        delivery.answer(200, { 'content-type': 'application/x-www-form-urlencoded' }, body.toString())
      }
      await until(() => control.log({ method: 'sendMessage' })[0])
      expect(control.log().map(each => each.method)).toEqual(['setWebhook', 'sendMessage'])
      expect(await bot.get('getWebhookInfo')).toMatchObject({ url: expect.stringMatching(/hook$/) })
    }))
})

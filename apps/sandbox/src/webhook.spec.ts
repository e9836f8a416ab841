import type { WebhookInfo } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import type { Sandbox } from './sandbox.js'
import { type Bot, withSandbox } from './testing.js'
import { withWebhook } from './webhook-testing.js'

const customers = ({ control }: Sandbox, count: number): number[] =>
  Array.from({ length: count }, (_, n) => control.createCustomer({ first_name: `C${n}` }).id)

async function withoutWebhook(bot: Bot): Promise<void> {
  while ((await bot.get<WebhookInfo>('getWebhookInfo')).url) await new Promise(setImmediate)
}

describe('the webhook', () => {
  it('gets updates with the secret, in order per chat, chats in parallel', () =>
    withWebhook({ secret_token: 'se-cret_1' }, async (sandbox, _bot, { got, nth }) => {
      const [a = 0, b = 0] = customers(sandbox, 2)
      for (const text of ['1', '2']) sandbox.control.customerSays({ user_id: a, text })
      sandbox.control.customerSays({ user_id: b, text: '3' })
      await nth(1)
      expect(got.map(each => each.update.message?.text).sort()).toEqual(['1', '3'])
      expect(got[0]?.headers['x-telegram-bot-api-secret-token']).toBe('se-cret_1')
      got.find(each => each.update.message?.text === '1')?.answer(200)
      expect((await nth(2)).update.message?.text).toBe('2')
    }))

  it('gets at most max_connections at once', () =>
    withWebhook({ max_connections: 2 }, async (sandbox, bot, { got, nth }) => {
      for (const user_id of customers(sandbox, 3)) sandbox.control.customerSays({ user_id, text: 'x' })
      const first = await nth(1)
      await bot.get('getMe')
      expect(got).toHaveLength(2)
      first.answer(204)
      await nth(2)
    }))

  it('gets what it refused again: at once, then after 2, 4, 8 seconds, or when Retry-After says so', () =>
    withWebhook({}, async ({ control, until }, bot, { got, nth }) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id, text: 'x' })
      const refuse = async (index: number, headers?: Record<string, string>) => {
        const delivery = await nth(index)
        delivery.answer(503, headers)
        await until(() => control.pendingUpdates()[0]?.failures === index + 1)
      }
      const comesAfter = async (index: number, seconds: number) => {
        control.advance({ seconds: seconds - 0.5 })
        await bot.get('getMe')
        expect(got).toHaveLength(index)
        control.advance({ seconds: 0.6 })
        await nth(index)
      }
      await refuse(0)
      await refuse(1)
      await comesAfter(2, 2)
      await refuse(2)
      await comesAfter(3, 4)
      await refuse(3, { 'retry-after': '30' })
      await comesAfter(4, 30)
      const last = await nth(4)
      last.answer(200)
      await until(() => control.pendingUpdates().length === 0)
      expect(new Set(got.map(each => each.update.update_id)).size).toBe(1)
      expect(await bot.get('getWebhookInfo')).toMatchObject({
        last_error_message: 'Wrong response from the webhook: 503'
      })
    }))

  it('never gets what expired meanwhile', async () => {
    const clock = new FakeClock()
    await withWebhook(
      {},
      async ({ control }, _bot, { got, nth }) => {
        const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
        control.away({ mode: 'refuse' })
        control.customerSays({ user_id, text: 'lost' })
        await clock.advance(25 * 3600_000)
        control.away({ mode: 'no' })
        control.customerSays({ user_id, text: 'kept' })
        expect((await nth(0)).update.message?.text).toBe('kept')
        expect(got).toHaveLength(1)
      },
      clock
    )
  })

  it('is removed by 23 hours of 410, and a new one gets every update once at a time', () =>
    withWebhook({}, async ({ control }, bot, { url, got, nth }) => {
      const [first, second] = ['Dora', 'Eve'].map(name => control.createCustomer({ first_name: name }).id)
      control.customerSays({ user_id: first ?? 0, text: 'x' })
      const gone = await nth(0)
      gone.answer(410)
      const again = await nth(1)
      control.advance({ seconds: 23 * 3600 + 1 })
      again.answer(410)
      await withoutWebhook(bot)
      await bot.get('setWebhook', { url })
      await nth(2)
      control.advance({ seconds: 121 })
      control.customerSays({ user_id: second ?? 0, text: 'y' })
      await nth(3)
      expect(got.map(each => each.update.message?.text)).toEqual(['x', 'x', 'x', 'y'])
    }))

  it('may answer with a method', () =>
    withWebhook({}, async ({ control, until }, _bot, { nth }) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id: chat_id, text: 'x' })
      const body = JSON.stringify({ method: 'sendMessage', chat_id, text: 'at once' })
      const delivery = await nth(0)
      delivery.answer(200, { 'content-type': 'application/json' }, body)
      await until(() => control.messages({ chat_id }).some(each => each.text === 'at once'))
    }))

  it('may answer with a method and a file in a multipart body', () =>
    withWebhook({}, async ({ control, until }, _bot, { nth }) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id: chat_id, text: 'x' })
      const field = (head: string, value: string) =>
        `--border\r\ncontent-disposition: form-data; ${head}\r\n\r\n${value}\r\n`
      const body = [
        field('name="method"', 'sendDocument'),
        field('name="chat_id"', String(chat_id)),
        field('name="document"; filename="a.txt"', 'bytes'),
        '--border--\r\n'
      ].join('')
      const delivery = await nth(0)
      delivery.answer(200, { 'content-type': 'multipart/form-data; boundary=border' }, body)
      await until(() => control.messages({ chat_id }).some(each => each.document?.file_size === 5))
    }))

  it('is set, said to be set already, shown and taken away', () =>
    withSandbox({}, async (_sandbox, bot) => {
      const wish = {
        url: 'http://127.0.0.1:1/x',
        max_connections: 7,
        allowed_updates: ['message', 'unheard_of']
      }
      expect(await bot.call('setWebhook', wish)).toMatchObject({ ok: true, description: 'Webhook was set' })
      expect(await bot.call('setWebhook', wish)).toMatchObject({ description: 'Webhook is already set' })
      expect(await bot.get('getWebhookInfo')).toMatchObject({
        url: wish.url,
        max_connections: 7,
        allowed_updates: ['message'],
        pending_update_count: 0
      })
      expect(await bot.call('deleteWebhook')).toMatchObject({ description: 'Webhook was deleted' })
      expect(await bot.call('deleteWebhook')).toMatchObject({ description: 'Webhook is already deleted' })
      expect(await bot.refused('setWebhook', { url: 'http://x/', secret_token: 'a b' })).toMatch(
        /^400 Bad Request: secret token contains unallowed characters/
      )
    }))
})

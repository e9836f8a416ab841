import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

describe('scripted faults', () => {
  it('lose the answer of a call that was applied, or the call itself', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      control.fault({ kind: 'lose_answer', method: 'sendMessage' })
      await expect(bot.call('sendMessage', { chat_id, text: 'applied' })).rejects.toThrow()
      control.fault({ kind: 'lose_request', method: 'sendMessage' })
      await expect(bot.call('sendMessage', { chat_id, text: 'not applied' })).rejects.toThrow()
      await bot.get('sendMessage', { chat_id, text: 'well' })
      expect(control.messages({ chat_id }).map(each => each.text)).toEqual(['applied', 'well'])
      expect(control.log().map(each => each.outcome)).toEqual(['lost_answer', 'lost_request', 'ok'])
    }))

  it('answer errors of one’s choice, for one method, one chat, certain words and so many times', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const error = { code: 429, description: 'Too Many Requests: retry after 7' }
      control.fault({
        kind: 'error',
        ...error,
        parameters: { retry_after: 7 },
        method: 'sendMessage',
        chat_id,
        times: 2
      })
      expect(await bot.get('getMe')).toBeTruthy()
      for (const _ of [1, 2]) {
        expect(await bot.call('sendMessage', { chat_id, text: 'x' })).toMatchObject({
          error_code: 429,
          parameters: { retry_after: 7 }
        })
      }
      expect(await bot.get('sendMessage', { chat_id, text: 'x' })).toBeTruthy()
      control.fault({ kind: 'error', ...error, words: 'Anna' })
      expect(await bot.get('sendMessage', { chat_id, text: 'to Ben' })).toBeTruthy()
      expect(await bot.call('sendMessage', { chat_id, text: 'to Anna' })).toMatchObject({ error_code: 429 })
      control.fault({ kind: 'http_500', method: 'getMe' })
      expect(await bot.get('getWebhookInfo')).toBeTruthy()
      expect(await bot.refused('getMe')).toBe('500 Internal Server Error: restart')
      expect(control.messages({ chat_id })).toHaveLength(2)
    }))

  it('slow a call down by the time given', () =>
    withSandbox({}, async ({ control }, bot) => {
      control.fault({ kind: 'slow', ms: 60_000, method: 'getMe' })
      let answered = false
      const answer = bot.get('getMe').then(() => {
        answered = true
      })
      await bot.get('getWebhookInfo')
      await bot.get('getWebhookInfo')
      expect(answered).toBe(false)
      control.advance({ seconds: 61 })
      await answer
    }))

  it('take the whole server away, and the control stays', () =>
    withSandbox({}, async ({ control, url, botToken, until }, bot) => {
      const poll = expect(bot.call('getUpdates', { timeout: 50 })).rejects.toThrow()
      await until(() => control.log({ method: 'getUpdates' })[0])
      control.away({ mode: 'refuse' })
      await poll
      await expect(bot.call('getMe')).rejects.toThrow()
      control.away({ mode: 'bad_gateway' })
      expect((await fetch(`${url}/bot${botToken}/getMe`)).status).toBe(502)
      expect((await fetch(`${url}/sandbox`)).status).toBe(200)
      control.clearFaults()
      expect(await bot.get('getMe')).toBeTruthy()
    }))
})

import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

describe('a call', () => {
  it('with a wrong token, an unknown method or missing parameters gets Telegram’s own error', () =>
    withSandbox({}, async ({ url }, bot) => {
      const status = async (path: string) => {
        const response = await fetch(`${url}/${path}`)
        return [response.status, JSON.parse(await response.text()).description]
      }
      expect(await status('bot1:abc/getMe')).toEqual([401, 'Unauthorized'])
      expect(await status('botnonsense/getMe')).toEqual([404, 'Not Found'])
      expect(await bot.refused('sendNothing')).toBe('404 Not Found: method not found')
      expect(await bot.refused('sendMessage', {})).toMatch(/^400 Bad Request: /)
      expect(await bot.refused('sendMessage', { text: 'x' })).toBe('400 Bad Request: chat_id is empty')
      expect(await bot.refused('sendMessage', { text: 'x', chat_id: 'abc' })).toBe(
        '400 Bad Request: chat not found'
      )
    }))

  it('may come as JSON, as a form, as multipart or in the query, and its name in any case', () =>
    withSandbox({}, async ({ url, botToken, staffGroupId, control }) => {
      const root = `${url}/bot${botToken}`
      const fields = { chat_id: String(staffGroupId), text: 'x', reply_markup: '{"inline_keyboard":[]}' }
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      const answers = await Promise.all([
        fetch(`${root}/sendmessage?${new URLSearchParams(fields)}`),
        fetch(`${root}/sendMessage`, { method: 'POST', body: new URLSearchParams(fields) }),
        fetch(`${root}/SENDMESSAGE`, { method: 'POST', body: form })
      ])
      expect(answers.map(answer => answer.status)).toEqual([200, 200, 200])
      expect(control.messages({ chat_id: staffGroupId })).toHaveLength(3)
      const bad = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }
      expect((await fetch(`${root}/sendMessage`, bad)).status).toBe(400)
    }))

  it('is in the log with its outcome and without the token or the secret', () =>
    withSandbox({}, async (sandbox, bot) => {
      const { control, staffGroupId, botToken } = sandbox
      await bot.call('sendMessage', { chat_id: staffGroupId, text: 'x' })
      await bot.call('sendMessage', { chat_id: 1, text: 'x' })
      await bot.call('setWebhook', { url: 'http://127.0.0.1:1/x', secret_token: 'hush' })
      expect(control.log()).toMatchObject([
        { method: 'sendMessage', chat_id: staffGroupId, outcome: 'ok', result: { text: 'x' } },
        {
          method: 'sendMessage',
          outcome: 'error',
          error_code: 400,
          description: 'Bad Request: chat not found'
        },
        { method: 'setWebhook', outcome: 'ok' }
      ])
      const shown = JSON.stringify(control.log())
      expect(shown).not.toContain('hush')
      expect(shown).not.toContain(botToken.split(':')[1])
    }))
})

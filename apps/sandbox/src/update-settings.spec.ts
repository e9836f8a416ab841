import type { Update } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { withSandbox } from './testing.js'

const url = 'http://127.0.0.1:1/x'

describe('what the bot sets about its updates', () => {
  it('stays as it was when not named, and is the default when nothing known is named', () =>
    withSandbox({}, async ({ control }, bot) => {
      const kinds = async () => {
        const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
        control.customerSays({ user_id, text: 'x' })
        control.block({ user_id })
        return (await bot.updates()).map(update => (update.message ? 'message' : 'my_chat_member'))
      }
      const set = (allowed_updates?: string[]) => bot.get('getUpdates', { allowed_updates })
      for (const default_ of [[], ['unheard_of']]) {
        await set(['message', 'unheard_of'])
        expect(await kinds()).toEqual(['message'])
        await set()
        expect(await kinds()).toEqual(['message'])
        expect(await bot.get('getWebhookInfo')).toMatchObject({ allowed_updates: ['message'] })
        await set(default_)
        expect(await kinds()).toEqual(['message', 'my_chat_member'])
        expect(await bot.get('getWebhookInfo')).not.toHaveProperty('allowed_updates')
      }
    }))

  it('tells of a certificate that came with the webhook', () =>
    withSandbox({}, async sandbox => {
      const form = new FormData()
      form.set('url', url)
      form.set('certificate', new Blob(['-----BEGIN CERTIFICATE-----']), 'cert.pem')
      const root = `${sandbox.url}/bot${sandbox.botToken}`
      expect((await fetch(`${root}/setWebhook`, { method: 'POST', body: form })).status).toBe(200)
      const { result } = JSON.parse(await (await fetch(`${root}/getWebhookInfo`)).text())
      expect(result).toMatchObject({ url, has_custom_certificate: true })
    }))

  it('changes the webhook once a second at most', () =>
    withSandbox({ clock: new FakeClock(), limits: true }, async ({ control }, bot) => {
      expect(await bot.get('setWebhook', { url })).toBe(true)
      expect(await bot.call('setWebhook', { url })).toMatchObject({
        error_code: 429,
        description: 'Too Many Requests: retry after 1',
        parameters: { retry_after: 1 }
      })
      control.advance({ seconds: 0.9 })
      expect(await bot.refused('setWebhook', { url: `${url}/y` })).toMatch(/^429/)
      expect(await bot.get('deleteWebhook')).toBe(true)
      control.advance({ seconds: 0.1 })
      expect(await bot.get('setWebhook', { url })).toBe(true)
      control.limits({ on: false })
      expect(await bot.get('setWebhook', { url })).toBe(true)
    }))

  it('forgets what waits for the bot when told to, and only then', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      for (const method of ['setWebhook', 'deleteWebhook']) {
        control.customerSays({ user_id, text: 'x' })
        await bot.get(method, { url })
        expect(control.pendingUpdates()).toHaveLength(1)
        await bot.get(method, { url, drop_pending_updates: true })
        expect(control.pendingUpdates()).toEqual([])
      }
    }))
})

describe('a getUpdates that is in the way', () => {
  it('hears so after three seconds', () =>
    withSandbox({ clock: new FakeClock() }, async ({ control, until }, bot) => {
      const outcomes = () => control.log({ method: 'getUpdates' }).map(each => each.outcome)
      const calls = [bot.refused('getUpdates', { timeout: 50 })]
      await until(() => outcomes().length === 1)
      await bot.get('setWebhook', { url })
      calls.push(bot.refused('getUpdates'))
      await until(() => outcomes().length === 2)
      control.advance({ seconds: 2.9 })
      await bot.get('getMe')
      await bot.get('getMe')
      expect(outcomes()).toEqual(['pending', 'pending'])
      control.advance({ seconds: 0.1 })
      expect(await Promise.all(calls)).toEqual([
        expect.stringMatching(/^409 Conflict: terminated by setWebhook/),
        expect.stringMatching(/^409 Conflict: can't use getUpdates/)
      ])
    }))
})

describe('an update', () => {
  it('of an edit is lost 24 hours after the edit, not after the message', () =>
    withSandbox({ clock: new FakeClock() }, async ({ control }, bot) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      const { message_id } = control.customerSays({ user_id, text: 'a' })
      control.advance({ seconds: 23 * 3600 })
      control.edit({ user_id, message_id, text: 'b' })
      const waiting = () => bot.get<Update[]>('getUpdates')
      expect(await waiting()).toMatchObject([{ message: { text: 'a' } }, { edited_message: { text: 'b' } }])
      control.advance({ seconds: 24 * 3600 - 1 })
      expect(await waiting()).toMatchObject([{ edited_message: { text: 'b' } }])
      control.advance({ seconds: 1 })
      expect(await waiting()).toEqual([])
    }))

  it('has the next id, unless there was none for a week', () =>
    withSandbox({ clock: new FakeClock() }, async ({ control }, bot) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      const nextId = async () => {
        control.customerSays({ user_id, text: 'x' })
        return (await bot.updates())[0]?.update_id ?? 0
      }
      const week = 7 * 24 * 3600
      const first = await nextId()
      control.advance({ seconds: week })
      expect(await nextId()).toBe(first + 1)
      control.advance({ seconds: week + 1 })
      const anew = await nextId()
      expect(anew).not.toBe(first + 2)
      expect(await nextId()).toBe(anew + 1)
    }))
})

import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

const caller =
  (url: string) =>
  async (name: string, params?: object): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${url}/sandbox/${name}`, {
      method: params ? 'POST' : 'GET',
      ...(params && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(params) })
    })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }

describe('the control over HTTP', () => {
  it('does what the control in the process does', () =>
    withSandbox({}, async ({ url, control, staffGroupId }, bot) => {
      const call = caller(url)
      const person = { first_name: 'Dora', language_code: 'ru' }
      const created = await call('createCustomer', person)
      expect(created).toMatchObject({ status: 200, body: person })
      const user_id = control.people().at(-1)?.id
      await call('customerSays', { user_id, text: 'hello', media: { kind: 'document', name: 'a.pdf' } })
      expect((await bot.updates())[0]?.message).toMatchObject({
        caption: 'hello',
        document: { file_name: 'a.pdf' }
      })
      expect(await call(`messages?chat_id=${user_id}`)).toMatchObject({ body: [{ caption: 'hello' }] })
      expect(await call('chats')).toMatchObject({ status: 200 })
      await call('fault', { kind: 'error', code: 400, description: 'Bad Request: x', method: 'getMe' })
      expect(await bot.refused('getMe')).toBe('400 Bad Request: x')
      expect(await call('log?method=getMe')).toMatchObject({ body: [{ outcome: 'error' }] })
      expect(await call('limits', { on: true })).toMatchObject({ status: 200 })
      expect(await call('createTopic', { user_id: 500000001, name: 'T' })).toMatchObject({
        body: { chat_id: staffGroupId, name: 'T' }
      })
    }))

  it('says what is wrong', () =>
    withSandbox({}, async ({ url }) => {
      const call = caller(url)
      expect(await call('nothing')).toMatchObject({ status: 404 })
      expect(await call('createCustomer')).toMatchObject({ status: 400 })
      expect(await call('createCustomer', {})).toMatchObject({
        status: 400,
        body: { error: 'first_name is missing or of the wrong kind' }
      })
      expect(await call('customerSays', { user_id: 1, text: 'x' })).toMatchObject({
        status: 404,
        body: { error: 'There is no such person' }
      })
      expect(await call('fault', { kind: 'other' })).toMatchObject({ status: 400 })
      const notJson = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }
      expect((await fetch(`${url}/sandbox/away`, notJson)).status).toBe(400)
    }))

  it('streams what happens', () =>
    withSandbox({}, async ({ url, control }) => {
      const end = new AbortController()
      const response = await fetch(`${url}/sandbox/events`, { signal: end.signal })
      const reader = response.body?.getReader()
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id, text: 'on the air' })
      let seen = ''
      while (!seen.includes('on the air')) seen += new TextDecoder().decode((await reader?.read())?.value)
      expect(seen).toContain('"type":"message"')
      end.abort()
    }))

  it('serves the page under a strict content security policy', () =>
    withSandbox({}, async ({ url }) => {
      const page = await fetch(`${url}/`)
      expect(page.headers.get('content-type')).toMatch(/html/)
      expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'/)
      expect(await page.text()).not.toMatch(/<script(?![^>]*src=)|style=|onclick=/)
    }))
})

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

  it('refuses nonsense instead of guessing what was meant', () =>
    withSandbox({}, async ({ url, control, staffGroupId }, bot) => {
      const call = caller(url)
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      const agent = control.createAgent({ first_name: 'Max' })
      const said = control.agentSays({ user_id: agent.id, text: 'hello' })
      await bot.updates()
      const says = (what: object) => ['customerSays', { user_id, ...what }] as const
      const inGroup = { user_id: agent.id, chat_id: staffGroupId, message_id: said.message_id }
      const nonsense = [
        says({}),
        says({ text: 5 }),
        says({ text: { a: 1 } }),
        says({ text: 'a', entities: {} }),
        says({ text: 'a', entities: [{ type: 'bold', offset: 0, length: 9 }] }),
        says({ text: 'a', reply_to_message_id: 'first' }),
        says({ text: 'a', media_group_id: {} }),
        says({ dice: { emoji: '🎲' } }),
        says({ dice: { emoji: '🎲', value: 7 } }),
        says({ dice: { emoji: '🙂', value: 1 } }),
        says({ dice: true }),
        says({ location: {} }),
        says({ location: { latitude: '52', longitude: 13 } }),
        says({ location: { latitude: 91, longitude: 13 } }),
        says({ location: { latitude: 1, longitude: -181 } }),
        says({ location: [] }),
        says({ contact: {} }),
        says({ contact: { phone_number: '', first_name: 'Fred' } }),
        says({ contact: { phone_number: '+49', first_name: 'Fred', user_id: 'x' } }),
        says({ poll: {} }),
        says({ poll: { question: 'a', options: [] } }),
        says({ poll: { question: 'a', options: [1] } }),
        says({ media: {} }),
        says({ media: { kind: 'hologram' } }),
        says({ media: { kind: 'photo', size: -1 } }),
        says({ media: { kind: 'photo', name: 5 } }),
        says({ text: 'a', dice: { emoji: '🎲', value: 1 } }),
        says({ media: { kind: 'photo' }, location: { latitude: 1, longitude: 1 } }),
        ['agentSays', { user_id: agent.id, text: 'a', thread_id: 'x' }],
        ['agentSays', { user_id: agent.id, text: 'a', anonymous: 'maybe' }],
        ['agentSays', { user_id: agent.id, text: 'a', chat_id: 'the other' }],
        says({ text: 'a \ud83d' }),
        says({ media: { kind: 'document', name: 'a \udc00' } }),
        says({ poll: { question: 'a', options: ['\ud83d'] } }),
        says({ checklist: { title: 'a', tasks: ['\ud83d'] } }),
        ['createCustomer', { first_name: '' }],
        ['createCustomer', { first_name: {} }],
        ['createCustomer', { first_name: 'Ann', username: 'not a name!' }],
        ['createCustomer', { first_name: 'Ann', username: 'x'.repeat(33) }],
        ['renamePerson', { user_id, first_name: 'Ann', username: '7up' }],
        ['renamePerson', { user_id, first_name: 'Ann', last_name: {} }],
        ['createAgent', { first_name: 'Ann', admin: 'perhaps' }],
        ['setBotRights', { rights: { can_fly: true } }],
        ['setBotRights', { rights: { can_pin_messages: 'no' } }],
        ['protect', {}],
        ['limits', { on: 'x' }],
        ['advance', { seconds: 'soon' }],
        ['advance', { seconds: -1 }],
        ['advance', { seconds: 1e300 }],
        ['duplicateUpdates', { count: -1 }],
        ['react', { ...inGroup, emoji: 'hello' }],
        ['fault', { kind: 'slow', ms: -1 }],
        ['fault', { kind: 'error', code: 7, description: 'x' }],
        ['fault', { kind: 'error', code: 400 }],
        ['fault', { kind: 'http_500', times: 0 }],
        ['fault', { kind: 'http_500', method: 'sendMesage' }],
        ['fault', { kind: 'error', code: 429, description: 'x', parameters: { retry_after: 'y' } }],
        ['messages', { chat_id: user_id, limit: 'all' }],
        ['log', { limit: 0 }]
      ] as const
      for (const [name, params] of nonsense) {
        expect([name, params, await call(name, params)]).toMatchObject([
          name,
          params,
          { status: 400, body: { error: expect.any(String) } }
        ])
      }
      expect(control.messages({ chat_id: user_id })).toEqual([])
      expect(control.faults()).toEqual([])
      expect(await bot.updates()).toEqual([])
      expect(await call(...says({ dice: { emoji: '🎲', value: 6 } }))).toMatchObject({ status: 200 })
    }))

  it('refuses what a call does not take, and names it', () =>
    withSandbox({}, async ({ url, control }, bot) => {
      const { id: user_id } = control.createCustomer({ first_name: 'Dora' })
      const call = async (name: string, body: unknown) => {
        const response = await fetch(`${url}/sandbox/${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body)
        })
        return [response.status, JSON.parse(await response.text()).error]
      }
      const strange = [
        ['people', { of: 1 }, /^of is no parameter/],
        ['customerSays', { user_id, text: 'a', thread_id: 7 }, /^thread_id is no parameter/],
        ['customerSays', { user_id, text: 'a', reply_to: 7 }, /^reply_to is no parameter/],
        ['customerSays', { user_id, media: { kind: 'photo', caption: 'a' } }, /^media has no caption/],
        [
          'customerSays',
          { user_id, poll: { question: 'a', options: ['b'], quiz: true } },
          /^poll has no quiz/
        ],
        ['createCustomer', { first_name: 'Ann', lastName: 'B' }, /^lastName is no parameter/],
        ['limits', { on: true, of: 'all' }, /^of is no parameter/],
        ['fault', { kind: 'http_500', ms: 5 }, /^ms is no parameter/],
        ['clearFaults', { all: true }, /^all is no parameter/],
        ['clearFaults', ['all'], /must be a JSON object/]
      ] as const
      for (const [name, body, error] of strange)
        expect([name, ...(await call(name, body))]).toEqual([name, 400, expect.stringMatching(error)])
      const read = await fetch(`${url}/sandbox/topics?chatid=1`)
      expect([read.status, await read.json()]).toEqual([
        400,
        { error: expect.stringMatching(/^chatid is no/) }
      ])
      expect(control.messages({ chat_id: user_id })).toEqual([])
      expect(control.faults()).toEqual([])
      expect(await bot.updates()).toEqual([])
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

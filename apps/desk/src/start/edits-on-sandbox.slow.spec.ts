import { describe, expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { startSandbox } from '#sandbox'
import { eventually } from '../../../../test/support/eventually.js'
import { openedByEachTest } from '../../../../test/support/opened.js'
import { readSettings } from './settings.js'
import { startDesk } from './start-desk.js'

const opened = openedByEachTest()
const key = 'a-key-for-the-tests-only-long-enough'

describe('A desk on the sandbox', () => {
  it('shows what both sides change and what a contact says, there and in the API', async () => {
    const sandbox = opened.add(await startSandbox({ port: 0, limits: false }))
    const { control, staffGroupId: group } = sandbox
    const settings = readSettings({
      DESK_DATA_DIR: opened.directory(),
      DESK_API_KEY: key,
      PORT: '0',
      TELEGRAM_BOT_TOKEN: sandbox.botToken,
      TELEGRAM_API_ROOT: sandbox.url,
      TELEGRAM_STAFF_GROUP_ID: String(group)
    })
    const runtime = { clock: systemClock, logger: silentLogger, print: () => {} }
    const desk = await startDesk(settings, sandbox.botToken, runtime)
    opened.finally(() => desk.stop())
    const customer = control.createCustomer({ first_name: 'Cleo' }).id
    const agent = control.createAgent({ first_name: 'Ann' }).id
    const first = control.customerSays({ user_id: customer, text: 'It is broken' })
    const shown = (chat_id: number, text: string) =>
      eventually(`${text} in ${chat_id}`, () =>
        control
          .messages({ chat_id })
          .findLast(({ text: words, caption }) => (words ?? caption ?? '').includes(text))
      )
    const { message_thread_id: thread_id = 0 } = await shown(group, 'It is broken')

    const reply = control.agentSays({ user_id: agent, thread_id, text: 'Helo' })
    const { message_id: there } = await shown(customer, 'Helo')
    control.edit({ user_id: agent, chat_id: group, message_id: reply.message_id, text: 'Hello' })
    expect((await shown(customer, 'Hello')).message_id).toBe(there)
    const media = { kind: 'photo' as const }
    control.edit({ user_id: agent, chat_id: group, message_id: reply.message_id, text: 'Look', media })
    expect(await shown(customer, 'Look')).toMatchObject({ message_id: there, photo: expect.anything() })

    control.edit({ user_id: customer, message_id: first.message_id, text: 'This one', media })
    expect(await shown(group, 'This one')).toMatchObject({ photo: expect.anything() })
    control.customerSays({ user_id: customer, contact: { phone_number: '+49301234', first_name: 'Ada' } })

    control.customerSays({ user_id: customer, paid_media: { star_count: 5 }, text: 'my caption' })
    await shown(group, 'my caption')

    const headers = { Authorization: `Bearer ${key}` }
    const get = async (path: string) => (await fetch(`${desk.url}/api/v1${path}`, { headers })).json()
    const { data: tickets } = (await get('/tickets')) as { data: { id: string }[] }
    const messages = await eventually('the last of them', async () => {
      const { data } = (await get(`/tickets/${tickets[0]?.id}/thread`)) as { data: { kind: string }[] }
      return data.some(({ kind }) => kind === 'paid_media') && data
    })
    expect(messages).toMatchObject([
      { kind: 'photo', text: 'This one', file: { mime_type: 'image/jpeg' }, edits: [{ kind: 'photo' }] },
      { kind: 'photo', text: 'Look', edits: [{ text: 'Hello' }, { text: 'Look', failed: null }] },
      { kind: 'contact', text: '📇 Ada, +49301234', content: { phone_number: '+49301234' } },
      { kind: 'paid_media', text: 'my caption', content: { star_count: 5 } }
    ])
  }, 60_000)
})

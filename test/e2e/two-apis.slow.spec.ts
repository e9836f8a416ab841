import { expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '#sandbox'
import { describeWithMongo } from '../servers/for-tests.js'
import { newLog } from '../servers/log-for-tests.js'
import type { Desk } from '../support/desk.js'
import { apiKey, DeskProcess } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'

const opened = openedByEachTest()
const headers = { authorization: `Bearer ${apiKey}` }

await describeWithMongo('any', mongo => {
  /** What launches processes of one desk, by their roles. */
  async function deskOf(sandbox: Sandbox) {
    const shared = {
      TELEGRAM_BOT_TOKEN: sandbox.botToken,
      TELEGRAM_API_ROOT: sandbox.url,
      TELEGRAM_STAFF_GROUP_ID: String(sandbox.staffGroupId),
      DESK_EVENT_LOG_URL: (await newLog(opened)).url,
      DESK_READ_STORE_URL: mongo.newUrl(),
      DESK_STATE_URL: mongo.newUrl(),
      DESK_MASTER_KEY: Buffer.alloc(32, 1).toString('base64')
    }
    return (roles: string) =>
      opened.add(new DeskProcess({ dataDir: opened.directory(), env: { ...shared, DESK_ROLES: roles } }))
  }

  it('Two apis of one desk let through a limit between them, each its half; whoever is left has all of it', async () => {
    const launch = await deskOf(opened.add(await startSandbox({ port: 0, limits: false })))
    await launch('worker').printed(/The desk: /)
    const first = launch('api')
    const [here, there] = await Promise.all([first.ready(), launch('api').ready()])
    const sent = async (desk: Desk, method: string, path: string, body?: object, key = apiKey) => {
      const answer = await fetch(`${desk.url}/api/v1/${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) })
      })
      return { status: answer.status, headers: answer.headers, text: await answer.text() }
    }
    const newKey = async (desk: Desk): Promise<string> => {
      const made = await sent(desk, 'POST', 'api-keys', { name: 'a program', scopes: ['tickets:read'] })
      return JSON.parse(made.text).key
    }
    const lists = { quota: 20, window_s: 86_400 }
    expect((await sent(there, 'PUT', 'desk/limits', { lists })).status).toBe(201)
    const ask = (desk: Desk, key: string) => sent(desk, 'GET', 'tickets', undefined, key)
    /** Of a key that has asked nothing yet. */
    const leftOf = async (desk: Desk) =>
      /"lists";r=(\d+)/.exec((await ask(desk, await newKey(desk))).headers.get('ratelimit') ?? '')?.[1]
    for (const desk of [here, there]) await eventually('its half', async () => (await leftOf(desk)) === '9')

    const key = await newKey(here)
    const both = Array.from({ length: 30 }, (_, at) => ask(at % 3 === 0 ? here : there, key))
    const statuses = (await Promise.all(both)).map(({ status }) => status).sort()
    expect(statuses).toEqual([...Array(20).fill(200), ...Array(10).fill(429)])
    const refused = await ask(here, key)
    expect([refused.status, JSON.parse(refused.text)['violated-policies']]).toEqual([429, ['lists']])

    await first.kill('SIGKILL')
    await eventually('all of it', async () => (await leftOf(there)) === '19', 40_000)
  }, 120_000)

  it('Two apis of one desk take a file once for the worker that comes, and give a key five streams between them', async () => {
    const sandbox = opened.add(await startSandbox({ port: 0, limits: false }))
    const { control } = sandbox
    const launch = await deskOf(sandbox)
    const worker = launch('worker')
    await worker.printed(/The desk: /)
    const first = launch('api')
    const [here, there] = await Promise.all([first.ready(), launch('api').ready()])
    const customer = control.createCustomer({ first_name: 'Dora' }).id
    control.customerSays({ user_id: customer, text: 'Help' })
    const ticket = await eventually('a ticket', async () => (await here.tickets())[0])
    await worker.kill('SIGTERM')

    const bytes = Uint8Array.from({ length: 2 * 1024 * 1024 + 3 }, (_, at) => at * 11)
    const reply = async (desk: Desk) => {
      const form = new FormData()
      form.set('file', new Blob([bytes]), 'a.bin')
      const answer = await fetch(`${desk.url}/api/v1/tickets/${ticket.id}/replies`, {
        method: 'POST',
        headers: { ...headers, 'Idempotency-Key': 'one' },
        body: form
      })
      return { status: answer.status, body: JSON.parse(await answer.text()) }
    }
    const [one, other] = await Promise.all([reply(here), reply(there)])
    expect([one.status, other.status, other.body.message_id]).toEqual([202, 202, one.body.message_id])

    const readers: Response[] = []
    const stream = async (desk: Desk) => {
      const answer = await fetch(`${desk.url}/api/v1/stream`, { headers })
      if (answer.status === 200) readers.push(answer)
      else await answer.body?.cancel()
      return answer.status
    }
    const statuses = []
    for (const desk of [here, there, here, there, here]) statuses.push(await stream(desk))
    expect(statuses).toEqual(Array(5).fill(200))
    expect([await stream(here), await stream(there)]).toEqual([429, 429])

    launch('worker')
    const got = await eventually(
      'the file',
      () => control.messages({ chat_id: customer }).find(({ document }) => document),
      40_000
    )
    expect(got.document).toMatchObject({ file_name: 'a.bin', file_size: bytes.length })
    await first.kill('SIGKILL')
    await eventually('the places of the dead', async () => (await stream(there)) === 200)
    expect(control.messages({ chat_id: customer }).filter(({ document }) => document)).toHaveLength(1)
    for (const reader of readers) await reader.body?.cancel().catch(() => {})
  }, 120_000)
})

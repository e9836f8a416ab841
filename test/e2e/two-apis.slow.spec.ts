import { expect, it } from '@jest/globals'
import { startSandbox } from '#sandbox'
import { describeWithMongo } from '../servers/for-tests.js'
import { newLog } from '../servers/log-for-tests.js'
import type { Desk } from '../support/desk.js'
import { apiKey, DeskProcess } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'

const opened = openedByEachTest()
const headers = { authorization: `Bearer ${apiKey}` }

await describeWithMongo('any', mongo => {
  it('Two apis of one desk take a file once for the worker that comes, and give a key five streams between them', async () => {
    const sandbox = opened.add(await startSandbox({ port: 0, limits: false }))
    const { control, staffGroupId: group } = sandbox
    const shared = {
      TELEGRAM_BOT_TOKEN: sandbox.botToken,
      TELEGRAM_API_ROOT: sandbox.url,
      TELEGRAM_STAFF_GROUP_ID: String(group),
      DESK_EVENT_LOG_URL: (await newLog(opened)).url,
      DESK_READ_STORE_URL: mongo.newUrl(),
      DESK_STATE_URL: mongo.newUrl(),
      DESK_MASTER_KEY: Buffer.alloc(32, 1).toString('base64')
    }
    const launch = (roles: string) =>
      opened.add(new DeskProcess({ dataDir: opened.directory(), env: { ...shared, DESK_ROLES: roles } }))
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

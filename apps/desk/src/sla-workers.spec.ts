import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { type Sandbox, startSandbox } from '#sandbox'
import { eventually } from '../../../test/support/eventually.js'
import { readSettings } from './settings.js'
import { type RunningDesk, startDesk } from './start-desk.js'

interface Told {
  readonly type: string
  readonly data: { readonly at: number }
}

const key = 'a-key-for-the-tests-only-long-enough'
const allDay = [['00:00', '24:00']]
const always = {
  name: 'Always',
  time_zone: 'UTC',
  weekly: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, allDay]))
}

describe('The clocks of a running desk', () => {
  let dataDir: string
  let sandbox: Sandbox
  let desk: RunningDesk

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'topicdesk-sla-'))
    sandbox = await startSandbox({ port: 0, limits: false })
    desk = await start(sandbox.botToken)
  })
  afterEach(async () => {
    await desk.stop()
    await sandbox.stop()
    await rm(dataDir, { recursive: true })
  })

  async function start(token: string): Promise<RunningDesk> {
    const settings = readSettings({
      DESK_DATA_DIR: dataDir,
      DESK_API_KEY: key,
      PORT: '0',
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_API_ROOT: sandbox.url,
      TELEGRAM_STAFF_GROUP_ID: String(sandbox.staffGroupId)
    })
    return startDesk(settings, token, { clock: systemClock, logger: silentLogger, print: () => {} })
  }

  /** `T` is what docs/api.md says of the call. */
  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${desk.url}/api/v1/${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}` },
      ...(body ? { body: JSON.stringify(body) } : {})
    })
    expect(response.status).toBeLessThan(300)
    return response.json() as Promise<T>
  }

  const eventOf = async (ticket: string, type: string) => {
    const { data } = await call<{ data: Told[] }>('GET', `tickets/${ticket}/events?limit=100`)
    return data.find(event => event.type === type)
  }

  it('breach also while Telegram does not accept the token: that is our own trouble, and no pause', async () => {
    await call('PUT', 'calendars/always', always)
    const targets = [{ metric: 'first_reply', target_s: 4 }]
    await call('PUT', 'sla-policies/standard', { name: 'Standard', calendar_id: 'always', targets })
    const customer = sandbox.control.createCustomer({ first_name: 'Dora' }).id
    sandbox.control.customerSays({ user_id: customer, text: 'help' })
    const ticket = await eventually('a ticket with a policy', async () => {
      const id = (await call<{ data: { id: string }[] }>('GET', 'tickets')).data[0]?.id
      return id && (await eventOf(id, 'SlaApplied')) ? id : undefined
    })
    await desk.stop()
    desk = await start(`${sandbox.botId}:no-token-of-this-bot`)
    const breach = await eventually('a breach', () => eventOf(ticket, 'SlaBreached'))
    const { clocks } = await call<{ clocks: unknown[] }>('GET', `tickets/${ticket}/sla`)
    const breachedAt = new Date(breach.data.at).toISOString()
    expect(clocks).toMatchObject([{ state: 'breached', breached_at: breachedAt, pauses: [] }])
  }, 90_000)
})

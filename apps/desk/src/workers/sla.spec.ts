import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { silentLogger } from '#observability'
import { type Sandbox, startSandbox } from '#sandbox'
import { eventually } from '../../../../test/support/eventually.js'
import { sandboxClock } from '../start/sandbox-clock.js'
import { readSettings } from '../start/settings.js'
import { type RunningDesk, startDesk } from '../start/start-desk.js'

interface Told {
  readonly type: string
  readonly position: string
  readonly data: { readonly at: number; readonly sentAt: number }
}
interface Verdict {
  readonly metric: string
  readonly state: string
  readonly breached_at: string | null
}
interface Explained {
  readonly counted_s: number
  readonly steps: readonly { readonly counted_s: number }[]
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
    return startDesk(settings, token, {
      clock: sandboxClock(sandbox),
      logger: silentLogger,
      print: () => {}
    })
  }

  /** Desks are started and stopped on the way: on a busy machine that takes its time. */
  const soon: typeof eventually = (what, look) => eventually(what, look, 60_000)

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

  const ticketWithPolicy = () =>
    soon('a ticket with a policy', async () => {
      const id = (await call<{ data: { id: string }[] }>('GET', 'tickets')).data[0]?.id
      return id && (await eventOf(id, 'SlaApplied')) ? id : undefined
    })
  const customerWrites = () => {
    const customer = sandbox.control.createCustomer({ first_name: 'Dora' }).id
    sandbox.control.customerSays({ user_id: customer, text: 'help' })
  }
  const saidInGroup = (text: RegExp) => () =>
    sandbox.control
      .messages({ chat_id: sandbox.staffGroupId })
      .find(message => message.text !== undefined && text.test(message.text))

  it('run from two PUTs on: a ticket left alone is warned of and breached in its topic, the API and its history', async () => {
    await call('PUT', 'calendars/always', always)
    const targets = [{ metric: 'first_reply', target_s: 6, warn_before_s: [3] }]
    await call('PUT', 'sla-policies/standard', { name: 'Standard', calendar_id: 'always', targets })
    customerWrites()
    const ticket = await ticketWithPolicy()
    const warning = await soon('a warning in the topic', saidInGroup(/^▸ ⏰ first reply: 3 s left/))
    const overdue = await soon('a breach in the topic', saidInGroup(/^▸ 🔴 first reply: overdue since/))
    expect(overdue.message_thread_id).toBe(warning.message_thread_id)

    const opened = await eventOf(ticket, 'TicketOpened')
    const breach = await eventOf(ticket, 'SlaBreached')
    expect(breach?.data.at).toBe((opened?.data.sentAt ?? 0) + 6000)
    expect((await eventOf(ticket, 'SlaWarned'))?.data.at).toBe((opened?.data.sentAt ?? 0) + 3000)
    const sinceBreach = `min_position=${breach?.position}`
    const verdict = async () => {
      const { clocks } = await soon('the view that holds the breach', () =>
        call<{ clocks: Verdict[] }>('GET', `tickets/${ticket}/sla?${sinceBreach}`)
      )
      return clocks.map(({ metric, state, breached_at }) => ({ metric, state, breached_at }))
    }
    const breachedAt = new Date(breach?.data.at ?? 0).toISOString()
    expect(await verdict()).toEqual([{ metric: 'first_reply', state: 'breached', breached_at: breachedAt }])
    const explained = await call<{ clocks: Explained[] }>(
      'GET',
      `tickets/${ticket}/sla/explanation?${sinceBreach}`
    )
    for (const { counted_s, steps } of explained.clocks) {
      expect(steps.reduce((sum, step) => sum + step.counted_s, 0)).toBe(counted_s)
    }
    const overdueOf = async () =>
      (await call<{ data: { overdue: number }[] }>('GET', 'queues')).data.map(queue => queue.overdue)
    await soon('an overdue ticket in its queue', async () => (await overdueOf())[0] === 1)

    const told = await verdict()
    await desk.stop()
    desk = await start(sandbox.botToken)
    expect(await verdict()).toEqual(told)
    await call('POST', 'admin/views/timers/rebuilds')
    await soon('the rebuilt view', async () => {
      const { rebuild } = await call<{ rebuild: { state: string } | null }>('GET', 'admin/views/timers')
      return rebuild?.state === 'done'
    })
    expect(await verdict()).toEqual(told)
    expect(await overdueOf()).toEqual([1])
    const { data } = await call<{ data: Told[] }>('GET', `tickets/${ticket}/events?limit=100`)
    expect(data.filter(({ type }) => /^Sla(Warned|Breached)/.test(type))).toHaveLength(2)
  }, 180_000)

  it('follow the clock of the sandbox: an hour that is let pass there breaches half an hour', async () => {
    await call('PUT', 'calendars/always', always)
    const targets = [{ metric: 'first_reply', target_s: 1800, warn_before_s: [600] }]
    await call('PUT', 'sla-policies/standard', { name: 'Standard', calendar_id: 'always', targets })
    customerWrites()
    const ticket = await ticketWithPolicy()
    sandbox.control.advance({ seconds: 3600 })
    const breach = await soon('a breach', () => eventOf(ticket, 'SlaBreached'))
    const opened = await eventOf(ticket, 'TicketOpened')
    expect(breach.data.at).toBe((opened?.data.sentAt ?? 0) + 1_800_000)
    await soon('a breach in the topic', saidInGroup(/^▸ 🔴 first reply: overdue since/))
  }, 180_000)

  it('breach also while Telegram does not accept the token: that is our own trouble, and no pause', async () => {
    await call('PUT', 'calendars/always', always)
    const targets = [{ metric: 'first_reply', target_s: 4 }]
    await call('PUT', 'sla-policies/standard', { name: 'Standard', calendar_id: 'always', targets })
    customerWrites()
    const ticket = await ticketWithPolicy()
    await desk.stop()
    desk = await start(`${sandbox.botId}:no-token-of-this-bot`)
    const breach = await soon('a breach', () => eventOf(ticket, 'SlaBreached'))
    const since = `min_position=${breach.position}`
    const { clocks } = await soon('the view that holds the breach', () =>
      call<{ clocks: unknown[] }>('GET', `tickets/${ticket}/sla?${since}`)
    )
    const breachedAt = new Date(breach.data.at).toISOString()
    expect(clocks).toMatchObject([{ state: 'breached', breached_at: breachedAt, pauses: [] }])
  }, 180_000)
})

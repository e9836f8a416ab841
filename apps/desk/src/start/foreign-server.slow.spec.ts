import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EventStoreDBClient, START } from '@eventstore/db-client'
import { expect } from '@jest/globals'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { startSandbox } from '#sandbox'
import { itWithOurLog, newLog } from '../../../../test/servers/log-for-tests.js'
import { eventually } from '../../../../test/support/eventually.js'
import { openedByEachTest } from '../../../../test/support/opened.js'
import { readSettings } from './settings.js'
import { startDesk } from './start-desk.js'

const opened = openedByEachTest()
const key = 'a-key-for-the-tests-only-long-enough'
const patienceMs = 60_000

/** A desk whose state and views are files, on a log that a test names. */
async function aDesk() {
  const sandbox = opened.add(await startSandbox({ port: 0, limits: false }))
  const dataDir = opened.directory()
  const start = async (logUrl: string) => {
    const settings = readSettings({
      DESK_DATA_DIR: dataDir,
      DESK_EVENT_LOG_URL: logUrl,
      DESK_STATE_URL: 'sqlite:',
      DESK_AUDIT_KEY_FILE: join(dataDir, 'audit.key'),
      DESK_API_KEY: key,
      PORT: '0',
      TELEGRAM_BOT_TOKEN: sandbox.botToken,
      TELEGRAM_API_ROOT: sandbox.url,
      TELEGRAM_STAFF_GROUP_ID: String(sandbox.staffGroupId),
      TELEGRAM_WEBHOOK_SECRET: 'secret'
    })
    const desk = await startDesk(settings, sandbox.botToken, {
      clock: systemClock,
      logger: silentLogger,
      print: () => {}
    })
    let stopped: Promise<void> | undefined
    const stop = () => {
      stopped ??= desk.stop()
      return stopped
    }
    opened.finally(stop)
    const headers = {
      Authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': 'secret'
    }
    const ask = async (path: string, body?: object) => {
      const how = body && { method: 'POST', body: JSON.stringify(body) }
      const { status } = await fetch(desk.url + path, { headers, ...how })
      return status
    }
    const warnings = async (): Promise<string> => {
      const answer = await fetch(`${desk.url}/health`, { headers })
      const { warnings } = (await answer.json()) as { warnings: string[] }
      return warnings.join('\n')
    }
    return { ask, warnings, stop, webhook: `/telegram/${sandbox.botToken.split(':')[0]}/webhook` }
  }
  return { start, views: () => contentOf(join(dataDir, 'views.db')) }
}

/** Every row of every table. */
function contentOf(path: string): string {
  using file = new DatabaseSync(path, { readOnly: true })
  const tables = file.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all()
  return JSON.stringify(tables.map(({ name }) => [name, file.prepare(`SELECT * FROM "${name}"`).all()]))
}

/** Every event of the server, its own among them. */
async function eventsOf(url: string): Promise<string[]> {
  const client = EventStoreDBClient.connectionString(url.replace(/[?&]namespace=[^&]*/, ''))
  const ids: string[] = []
  for await (const { event } of client.readAll({ fromPosition: START }))
    ids.push(`${event?.streamId} ${event?.id}`)
  await client.dispose()
  return ids
}

itWithOurLog.each([
  ['an empty server', async () => (await newLog(opened)).url, /is empty and has no name/],
  [
    "another desk's server",
    async () => {
      const { url } = await newLog(opened)
      await (await (await aDesk()).start(url)).stop()
      return url
    },
    /belongs to the event log .*, and of DESK_EVENT_LOG_URL is /
  ]
])(
  'A desk that finds %s in place of its log writes and drops nothing, takes nothing, and works on with its own',
  async (_, foreign, why) => {
    const desk = await aDesk()
    const own = await newLog(opened)
    const first = await desk.start(own.url)
    await eventually('the queue is there', async () => (await first.ask('/api/v1/queues/general')) === 200)
    await first.stop()
    const other = await foreign()
    const before = { own: await eventsOf(own.url), other: await eventsOf(other), views: desk.views() }

    const refusing = await desk.start(other)
    expect(await refusing.ask('/health/ready')).toBe(503)
    expect(await refusing.ask('/health/live')).toBe(200)
    expect(await refusing.ask('/api/v1/tickets')).toBe(503)
    expect(await refusing.ask('/api/v1/queues', { id: 'late', name: 'Late' })).toBe(503)
    expect(await refusing.ask(refusing.webhook, { update_id: 1 })).toBe(503)
    expect(await refusing.warnings()).toMatch(why)
    expect(await refusing.warnings()).toMatch(/Put back the log .* or accept this log.*deskctl stores accept/)
    await refusing.stop()
    expect({ own: await eventsOf(own.url), other: await eventsOf(other), views: desk.views() }).toEqual(
      before
    )

    const again = await desk.start(own.url)
    await eventually('it is ready', async () => (await again.ask('/health/ready')) === 200)
    expect(await again.ask('/api/v1/queues/general')).toBe(200)
  },
  patienceMs
)

import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from '@jest/globals'
import { eventSchema } from '#domain'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { startSandbox } from '#sandbox'
import type { Printed } from './output.js'
import { readSettings } from './settings.js'
import { type RunningDesk, type Runtime, startDesk } from './start-desk.js'

const key = 'a key for the tests only, long enough'.replaceAll(' ', '-')

describe('A desk that starts', () => {
  const ends: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })

  async function place(env: { readonly [name: string]: string } = {}) {
    const dataDir = await mkdtemp(join(tmpdir(), 'topicdesk-start-'))
    ends.push(() => rm(dataDir, { recursive: true }))
    const sandbox = await startSandbox({ port: 0, limits: false })
    ends.push(() => sandbox.stop())
    const printed: Printed[] = []
    const watching: ((printed: Printed) => void)[] = []
    const start = async (
      more: { readonly [name: string]: string } = {},
      version: Pick<Runtime, 'eventSchema'> = {}
    ): Promise<RunningDesk> => {
      const settings = readSettings({
        DESK_DATA_DIR: dataDir,
        PORT: '0',
        TELEGRAM_BOT_TOKEN: sandbox.botToken,
        TELEGRAM_API_ROOT: sandbox.url,
        TELEGRAM_STAFF_GROUP_ID: String(sandbox.staffGroupId),
        ...env,
        ...more
      })
      const runtime = {
        clock: systemClock,
        logger: silentLogger,
        ...version,
        print: (line: Printed) => {
          printed.push(line)
          for (const watch of watching) watch(line)
        }
      }
      const desk = await startDesk(settings, sandbox.botToken, runtime)
      let stopped: Promise<void> | undefined
      const stop = () => {
        stopped ??= desk.stop()
        return stopped
      }
      ends.push(stop)
      return { ...desk, stop }
    }
    return { start, printed, watching, dataDir, sandbox }
  }

  async function takenPort(): Promise<string> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    ends.push(() => new Promise(resolve => server.close(resolve)))
    const address = server.address()
    return String(typeof address === 'object' ? address?.port : undefined)
  }

  it('takes updates only from where they may come, behind its proxy, and by https where it must', async () => {
    const { start, sandbox } = await place()
    const path = `/telegram/${sandbox.botToken.split(':')[0]}/webhook`
    const statusOf = async (desk: RunningDesk, headers: { [name: string]: string }) =>
      (await fetch(desk.url + path, { method: 'POST', headers, body: '{}' })).status
    const desk = await start({
      TELEGRAM_WEBHOOK_CIDRS: '203.0.113.0/24',
      DESK_TRUSTED_PROXIES: '127.0.0.1',
      DESK_REQUIRE_HTTPS: 'true'
    })
    const https = { 'X-Forwarded-Proto': 'https' }
    // 401: let in as far as the secret, which is missing.
    expect(await statusOf(desk, { ...https, 'X-Forwarded-For': '203.0.113.9' })).toBe(401)
    expect(await statusOf(desk, { ...https, 'X-Forwarded-For': '198.51.100.1' })).toBe(403)
    expect(await statusOf(desk, { ...https, 'X-Forwarded-For': 'unknown' })).toBe(403)
    expect(await statusOf(desk, { 'X-Forwarded-For': '203.0.113.9' })).toBe(421)
  })

  it('has printed its first key before anything else can fail, and can be started again', async () => {
    const { start, printed } = await place()
    await expect(start({ PORT: await takenPort() })).rejects.toThrow('EADDRINUSE')
    const made = printed.find(({ label }) => label === 'API key')?.value
    const desk = await start()
    const answer = await fetch(`${desk.url}/api/v1/tickets`, { headers: { Authorization: `Bearer ${made}` } })
    expect(answer.status).toBe(200)
  })

  it('offers its commands in private chats and in the staff group, in English and Russian', async () => {
    const { start, sandbox } = await place({ DESK_API_KEY: key })
    await start()
    const menu = async (scope: object, language_code: string): Promise<{ command: string }[]> => {
      const response = await fetch(`${sandbox.url}/bot${sandbox.botToken}/getMyCommands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ scope, language_code })
      })
      const { result } = (await response.json()) as { result: { command: string }[] }
      // Set a moment after the start; the group's Russian menu is the last one.
      return result.length > 0 ? result : menu(scope, language_code)
    }
    const group = { type: 'chat', chat_id: sandbox.staffGroupId }
    for (const language of ['', 'ru']) {
      expect((await menu(group, language)).map(({ command }) => command)).toContain('resolve')
      expect((await menu({ type: 'all_private_chats' }, language)).map(({ command }) => command)).toEqual([
        'start',
        'tickets'
      ])
    }
  })

  it('answers lists from the moment it listens, also at its very first start', async () => {
    const { start, watching } = await place({ DESK_API_KEY: key })
    const statuses: Promise<number>[] = []
    watching.push(({ label, value: url }) => {
      const headers = { Authorization: `Bearer ${key}` }
      if (label === 'The desk')
        statuses.push(fetch(`${url}/tickets`, { headers }).then(({ status }) => status))
    })
    await start()
    expect(await Promise.all(statuses)).toEqual([200])
  })

  it('runs no process on files that a newer version has worked on, says what to do, and leaves them to that one', async () => {
    const { start } = await place({ DESK_API_KEY: key })
    const health = async ({ url }: RunningDesk) =>
      (await fetch(`${url}/health`, { headers: { Authorization: `Bearer ${key}` } })).json() as Promise<{
        processes: { name: string; state: string; last_error: string | null }[]
      }>
    const newer = await start({}, { eventSchema: eventSchema + 1 })
    const states = async (desk: RunningDesk) =>
      new Set((await health(desk)).processes.map(({ state }) => state))
    expect(await states(newer)).not.toContain('refused')
    await newer.stop()

    const older = await start()
    const { processes } = await health(older)
    expect(processes.map(({ name }) => name)).toContain('intake')
    for (const { state, last_error } of processes) {
      expect([state, last_error]).toEqual(['refused', expect.stringContaining('start the newer version')])
    }
    await older.stop()

    const again = await start({}, { eventSchema: eventSchema + 1 })
    expect(await states(again)).not.toContain('refused')
  })

  it('takes nothing on a log that is older than its state, and has lost nothing once the right one is back', async () => {
    const { start, dataDir, sandbox } = await place({ DESK_API_KEY: key, TELEGRAM_WEBHOOK_SECRET: 'secret' })
    const headers = { Authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const files = (name: string) =>
      ['', '-wal', '-shm'].map(end => join(dataDir, `${name}${end}`)).filter(path => existsSync(path))
    const received = async (url: string, update: number) => {
      const answer = await fetch(`${url}/telegram/${sandbox.botToken.split(':')[0]}/webhook`, {
        method: 'POST',
        headers: { ...headers, 'x-telegram-bot-api-secret-token': 'secret' },
        body: JSON.stringify({
          update_id: update,
          message: {
            message_id: update,
            date: 1,
            text: 'x',
            chat: { id: 5, type: 'private' },
            from: { id: 5 }
          }
        })
      })
      return answer.status
    }
    const desk = await start()
    const first = await received(desk.url, 900_001)
    await desk.stop()
    const backup = await mkdtemp(join(tmpdir(), 'topicdesk-backup-'))
    ends.push(() => rm(backup, { recursive: true }))
    for (const path of files('log.db')) await cp(path, join(backup, basename(path)))
    const going = await start()
    const second = await received(going.url, 900_002)
    await going.stop()
    expect([first, second]).toEqual([200, 200])

    const newest = join(backup, 'newest')
    await mkdir(newest)
    for (const path of files('log.db')) await rename(path, join(newest, basename(path)))
    const older = (await readdir(backup)).filter(name => name.startsWith('log.db'))
    for (const name of older) await cp(join(backup, name), join(dataDir, name))
    const refusing = await start()
    expect(await received(refusing.url, 900_003)).toBe(503)
    for (const [method, path] of [
      ['GET', '/tickets'],
      ['POST', '/queues'],
      ['PUT', '/queues/late']
    ] as const) {
      const answer = await fetch(`${refusing.url}/api/v1${path}`, { method, headers })
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
      expect(await answer.json()).toMatchObject({ type: '/problems/unavailable' })
    }
    expect((await fetch(`${refusing.url}/health/ready`)).status).toBe(503)
    const health = await (await fetch(`${refusing.url}/health`, { headers })).json()
    expect(health).toMatchObject({
      status: 'failing',
      warnings: expect.arrayContaining([
        expect.stringMatching(/this log does not hold.*deskctl processes reset/)
      ])
    })
    await refusing.stop()

    for (const path of files('log.db')) await rm(path)
    for (const name of await readdir(newest)) await cp(join(newest, name), join(dataDir, name))
    const { url } = await start()
    expect([await received(url, 900_002), await received(url, 900_003)]).toEqual([200, 200])
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
  })

  it('is refused where its vault is lost, with path and remedy, and writes nothing into its log', async () => {
    const { start, dataDir } = await place({ DESK_API_KEY: key })
    await (await start()).stop()
    for (const end of ['', '-wal', '-shm']) await rm(join(dataDir, `vault.db${end}`), { force: true })
    const count = () => {
      using log = new DatabaseSync(join(dataDir, 'log.db'), { readOnly: true })
      return log.prepare('SELECT count(*) AS n FROM events').get()?.['n']
    }
    const before = count()
    await expect(start()).rejects.toThrow(`the vault ${join(dataDir, 'vault.db')} is missing or empty`)
    expect(count()).toBe(before)
  })

  it('is not ready once its log takes no more, and says why in health, in Russian to who asks so', async () => {
    const { start, dataDir } = await place({ DESK_API_KEY: key })
    const { url } = await start()
    const get = (path: string) => fetch(url + path, { headers: { Authorization: `Bearer ${key}` } })
    expect((await get('/health/ready')).status).toBe(200)
    const file = new DatabaseSync(join(dataDir, 'log.db'), { timeout: 10_000 })
    file.exec(`UPDATE events SET data = '{}' WHERE stream = 'setting-queue-general'`)
    file.close()
    expect((await get('/api/v1/queues/general?version=0')).status).toBe(500)
    expect((await get('/health/ready')).status).toBe(503)
    expect(await (await get('/health')).json()).toMatchObject({
      status: 'failing',
      warnings: expect.arrayContaining([expect.stringMatching(/^event_log: .*damaged .*deskctl verify/)])
    })
    const headers = { Authorization: `Bearer ${key}`, 'Accept-Language': 'ru' }
    expect(await (await fetch(`${url}/api/v1/health`, { headers })).json()).toMatchObject({
      warnings: expect.arrayContaining([expect.stringMatching(/^нельзя пользоваться: .*deskctl verify/)])
    })
    expect((await get('/health/live')).status).toBe(200)
  })

  it('serves health and metrics in every role, the API and the webhook only as api', async () => {
    const { start } = await place({ DESK_API_KEY: key })
    const statuses = async ({ url }: RunningDesk) => {
      const headers = { Authorization: `Bearer ${key}` }
      const paths = ['/health/live', '/health/ready', '/health', '/metrics', '/api/v1/tickets']
      const answers = await Promise.all(paths.map(path => fetch(url + path, { headers })))
      const webhook = await fetch(`${url}/telegram/1/webhook`, { method: 'POST', body: '{}' })
      return [...answers.map(({ status }) => status), webhook.headers.get('content-type')?.split(';')[0]]
    }
    const worker = await start({ DESK_ROLES: 'worker' })
    expect(await statuses(worker)).toEqual([200, 200, 200, 200, 404, 'application/problem+json'])
    await worker.stop()
    const api = await start({ DESK_ROLES: 'api' })
    expect((await statuses(api)).slice(0, 5)).toEqual([200, 200, 200, 200, 200])
    const health = await fetch(`${api.url}/health`, { headers: { Authorization: `Bearer ${key}` } })
    expect(await health.json()).toMatchObject({ processes: [], views: [] })
  })
})

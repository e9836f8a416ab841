import { cpSync, rmSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { deskViews } from '#views'
import { describeWithMongo } from '../servers/for-tests.js'
import { itWithOurLog, newLog } from '../servers/log-for-tests.js'
import { freePort } from '../servers/ports.js'
import { startStandIn } from '../stand-in/index.js'
import type { List, ThreadMessage, Ticket } from '../support/api-types.js'
import { Desk } from '../support/desk.js'
import { apiKey, type DeskEnvironment, DeskProcess } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { healthOf, untilQuiet } from '../support/quiet.js'
import { BotApi, Colleague, Customer, textOf } from './bot-api/index.js'
import { deskctl } from './deskctl.js'

const opened = openedByEachTest()
const patienceMs = 90_000
const takeOverMs = 25_000

await describeWithMongo('any', mongo => {
  const itWithOurMongo = mongo.killPrimary ? it : it.skip

  /** A desk's servers and its Bot API; the test launches the processes. */
  async function scaledOut(way: 'polling' | 'webhook' = 'polling') {
    const logDir = opened.directory()
    const log = await newLog(opened, logDir)
    const api = opened.add(await BotApi.start())
    const port = await freePort()
    const webhookUrl = `http://127.0.0.1:${port}/telegram/${api.world.bot.id}/webhook`
    const shared: DeskEnvironment = {
      ...api.env,
      TELEGRAM_LIMITS: 'off',
      ...(way === 'webhook' ? { TELEGRAM_WEBHOOK_URL: webhookUrl } : {}),
      DESK_EVENT_LOG_URL: log.url,
      DESK_READ_STORE_URL: mongo.newUrl(),
      DESK_STATE_URL: mongo.newUrl(),
      DESK_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
      DESK_API_KEY: apiKey
    }
    const launch = (roles: string, more: DeskEnvironment = {}) =>
      opened.add(
        new DeskProcess({ dataDir: opened.directory(), env: { ...shared, DESK_ROLES: roles, ...more } })
      )
    return { log, logDir, api, launch, port, webhookUrl }
  }

  const received = (customer: Customer, text: string, ms?: number) =>
    eventually(`the customer gets ${text}`, () => customer.received.includes(text) || undefined, ms)
  const topicOf = async (desk: Desk, ms?: number) =>
    eventually('a ticket with a topic', async () => (await desk.tickets()).find(({ topic }) => topic), ms)
  const untilTaken = (api: BotApi, ms?: number) =>
    eventually('every update has got its 200', () => api.updates.waiting.length === 0, ms)

  it(
    'one process on servers plays a customer and an agent',
    async () => {
      const { api, launch } = await scaledOut()
      const desk = await launch('api,worker').ready()
      const customer = new Customer(api)
      customer.says('Help')
      const ticket = await topicOf(desk)
      new Colleague(api, { first_name: 'Anna', username: 'anna' }).says('Here', ticket.topic?.thread_id ?? 0)
      await received(customer, 'Here')
      await eventually('it is all right', async () => (await healthOf(desk)).status === 'ok')
    },
    patienceMs
  )

  it(
    'rebuilds every view, whichever process is asked and whichever worker keeps it',
    async () => {
      const { api, launch } = await scaledOut()
      // The log is begun before both come: who has to look at it again would find every view taken.
      const front = launch('api')
      await front.printed(/The desk: /)
      const workers = [launch('worker'), launch('worker')]
      const desk = await front.ready()
      new Customer(api).says('Help')
      await topicOf(desk)
      const kept = async () =>
        (await healthOf(desk)).leases.filter(({ name }) => name.startsWith('view-')).length
      await eventually('every view is kept', async () => (await kept()) === deskViews.length, takeOverMs)
      const urls = await Promise.all(workers.map(async worker => (await worker.listening()).url))
      for (const url of [...urls, desk.url]) {
        const args = ['rebuild', '--all', '--url', url]
        const { code, out } = await deskctl(opened, args, opened.directory(), { DESK_API_KEY: apiKey })
        expect([code, out.split('\n').filter(line => line.includes(': rebuilt,')).length]).toEqual([
          0,
          // And the one that the sealer keeps.
          deskViews.length + 1
        ])
      }
    },
    patienceMs
  )

  it(
    'another worker takes over what a killed one did, and nothing is doubled',
    async () => {
      const { api, launch } = await scaledOut()
      const first = launch('worker')
      await first.printed(/The desk: /)
      const [desk] = await Promise.all([launch('api').ready(), launch('api').ready()])
      await eventually('the first worker sends', async () =>
        (await healthOf(desk)).leases.some(({ name }) => name.startsWith('delivery-'))
      )
      const next = launch('worker')
      const customer = new Customer(api)
      customer.says('one')
      const { topic } = await topicOf(desk)
      await first.kill('SIGKILL')
      customer.says('two')
      const anna = new Colleague(api, { first_name: 'Anna', username: 'anna' })
      anna.says('Here', topic?.thread_id ?? 0)
      await received(customer, 'Here', takeOverMs).catch(error => {
        throw new Error(`the other worker said: ${next.output}`, { cause: error })
      })
      const shown = () => api.world.in(api.world.group.id, topic?.thread_id ?? 0).map(textOf)
      await eventually('two is shown', () => shown().some(text => text.includes('two')), takeOverMs)
      expect(shown().filter(text => text.includes('two'))).toHaveLength(1)
      expect(customer.received.filter(text => text === 'Here')).toHaveLength(1)
      expect(await desk.tickets()).toHaveLength(1)
    },
    patienceMs
  )

  it(
    'every api takes a key that another made, and none does soon after it is revoked',
    async () => {
      const { launch } = await scaledOut()
      const [, first, second] = [launch('worker'), launch('api'), launch('api')]
      const [one, two] = await Promise.all([first.ready(), second.ready()])
      const asked = { name: 'Shop', scopes: ['tickets:read'] }
      const made = await one.post<{ id: string; key: string }>('/api/v1/api-keys', asked)
      const { id, key } = made.body
      const shops = [one, two].map(desk => desk.withKey(key))
      const statuses = () => Promise.all(shops.map(async shop => (await shop.get('/api/v1/tickets')).status))
      expect(await statuses()).toEqual([200, 200])
      const revoked = await two.send('DELETE', `/api/v1/api-keys/${id}`, undefined)
      expect(revoked.status).toBe(204)
      const third = await launch('api').ready()
      expect((await third.withKey(key).get('/api/v1/tickets')).status).toBe(401)
      await eventually('no api takes it', async () => (await statuses()).every(status => status === 401))
    },
    patienceMs
  )

  it(
    'any api answers as any other: keys, cursors and what was just written',
    async () => {
      const { api, launch } = await scaledOut()
      const [worker, first, second] = [launch('worker'), launch('api'), launch('api')]
      const [, address = ''] = await worker.printed(/The desk: (http:\S+)\/api\/v1 /)
      const [one, two] = await Promise.all([first.ready(), second.ready()])
      for (const name of ['Ada', 'Ben', 'Cleo']) new Customer(api, { first_name: name }).says('Help')
      await eventually('three tickets', async () => (await one.tickets()).length === 3)
      const page = await one.get<List<Ticket>>('/api/v1/tickets?limit=2')
      const rest = await two.get<List<Ticket>>(`/api/v1/tickets?limit=2&cursor=${page.body.page.next_cursor}`)
      expect(new Set([...page.body.data, ...rest.body.data].map(({ id }) => id)).size).toBe(3)
      const path = `/api/v1/tickets/${page.body.data[0]?.id}`
      const key = { 'Idempotency-Key': 'one-note' }
      const noted = await one.post(`${path}/notes`, { text: 'between us' }, key)
      const again = await two.post(`${path}/notes`, { text: 'between us' }, key)
      expect([noted.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([
        201,
        201,
        'true'
      ])
      expect(again.body).toEqual(noted.body)
      expect((await two.post(`${path}/notes`, { text: 'another' }, key)).status).toBe(422)
      const seen = await two.get<List<ThreadMessage>>(
        `${path}/thread?min_position=${noted.headers.get('x-position')}`
      )
      expect(seen.body.data.filter(({ text }) => text === 'between us')).toHaveLength(1)
      const health = await healthOf(new Desk(address, apiKey))
      expect(health.log_subscriptions.length).toBeGreaterThan(0)
    },
    patienceMs
  )

  itWithOurMongo(
    'records updates without MongoDB and without a worker, and answers them later',
    async () => {
      const { api, launch, port } = await scaledOut('webhook')
      const [desk, worker] = [launch('api', { PORT: String(port) }), launch('worker')]
      const client = await desk.ready()
      await eventually('Telegram knows the webhook', () => api.updates.webhook !== null)
      await worker.kill('SIGTERM')
      const startAgain = await mongo.killPrimary?.()
      const customer = new Customer(api)
      customer.says('Help')
      await untilTaken(api)
      expect((await client.get('/health/ready')).status).toBe(503)
      await startAgain?.()
      await eventually('ready', async () => (await client.get('/health/ready')).status === 200, takeOverMs)
      launch('worker')
      await topicOf(client, takeOverMs)
    },
    patienceMs
  )

  itWithOurLog(
    'takes no update while the log is away, and goes on by itself when it is back',
    async () => {
      const { api, launch, port, log } = await scaledOut('webhook')
      const client = await launch('api,worker', { PORT: String(port) }).ready()
      await eventually('Telegram knows the webhook', () => api.updates.webhook !== null)
      const customer = new Customer(api)
      customer.says('one')
      await topicOf(client)
      const startAgain = await log.kill?.()
      customer.says('two')
      const [update] = api.updates.waiting
      if (!update) throw new Error('it was taken')
      const posted = await api.updates.post(update)
      expect(posted).toEqual({ status: 503, retryAfter: expect.any(String) })
      expect((await client.get('/health/ready')).status).toBe(503)
      await startAgain?.()
      await untilTaken(api, takeOverMs)
      await eventually(
        'it is in the ticket',
        async () => (await client.tickets())[0]?.message_count === 2,
        takeOverMs
      )
    },
    patienceMs
  )

  it(
    'waits for servers that are not there yet: alive, not ready, and ends when it is told to',
    async () => {
      const { launch } = await scaledOut()
      const [port, nowhere] = [await freePort(), await freePort()]
      const process = launch('api,worker', {
        PORT: String(port),
        DESK_EVENT_LOG_URL: `esdb://127.0.0.1:${nowhere}?tls=false`
      })
      const status = async (path: string) =>
        (await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined))?.status
      await eventually('it is alive', async () => (await status('/health/live')) === 200)
      expect(await status('/health/ready')).toBe(503)
      expect(process.output).toContain('the start waits')
      opened.add(await startStandIn({ dir: opened.directory(), port: nowhere }))
      await process.ready()
      const other = launch('api', { DESK_EVENT_LOG_URL: `esdb://127.0.0.1:${await freePort()}?tls=false` })
      await other.printed(/the start waits/)
      expect((await other.kill('SIGTERM')).code).toBe(0)
    },
    patienceMs
  )

  itWithOurLog(
    'does not work on with an older log under its newer state, and says so',
    async () => {
      const { api, launch, log, logDir } = await scaledOut()
      const before = launch('api,worker')
      const customer = new Customer(api)
      customer.says('one')
      const desk = await before.ready()
      await topicOf(desk)
      await untilQuiet(desk)
      await before.kill('SIGTERM')
      const backup = opened.directory()
      const startAgain = await log.kill?.()
      cpSync(logDir, backup, { recursive: true })
      await startAgain?.()
      const going = launch('api,worker')
      customer.says('This is not in the backup')
      const newer = await going.ready()
      await eventually('it is in', async () => (await newer.tickets())[0]?.message_count === 2)
      await untilQuiet(newer)
      await going.kill('SIGTERM')
      const startRestored = await log.kill?.()
      rmSync(logDir, { recursive: true })
      cpSync(backup, logDir, { recursive: true })
      await startRestored?.()
      const calls = api.callsOf('sendMessage').length
      const restored = await launch('api,worker').listening()
      const health = await eventually('the processes refuse', async () => {
        const seen = await healthOf(restored)
        return seen.processes.every(({ state }) => state === 'refused') ? seen : undefined
      })
      expect(health.warnings.join()).toMatch(/refused.*deskctl processes reset/)
      expect(api.callsOf('sendMessage')).toHaveLength(calls)
      await expect(restored.tickets()).rejects.toThrow('503')
    },
    patienceMs
  )

  it(
    'refuses databases that belong to another log',
    async () => {
      const { launch } = await scaledOut()
      const first = launch('api,worker')
      await first.ready()
      await first.kill('SIGTERM')
      const other = await newLog(opened)
      const process = launch('api,worker', { DESK_EVENT_LOG_URL: other.url })
      const { code } = await process.exited
      expect(code).toBe(1)
      expect(process.output).toMatch(/read store belongs to the event log .* DESK_READ_STORE_URL must name/)
    },
    patienceMs
  )
})

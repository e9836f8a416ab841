import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import express from 'express'
import { type EventLog, Unavailable } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { type BotId, FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { openMemoryVault } from '#privacy/memory'
import { createUpdateDoor } from './door.js'
import { createInboxKeys } from './inbox-keys.js'
import { createWebhookHandler, maxUpdateBytes, webhookPath } from './webhook.js'

const bot = '700' as BotId
const secret = 'the-secret'

let server: Server
let address: string
let log: EventLog
let full: boolean
let allowed: boolean

beforeEach(async () => {
  const clock = new FakeClock()
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 1), clock })
  const keys = createInboxKeys({ bot, vault, clock, logger: silentLogger })
  await keys.prepare()
  log = openMemoryLog()
  full = false
  allowed = true
  const door = createUpdateDoor({
    bot,
    keys,
    clock,
    log: {
      append: (stream, events, expected) =>
        full ? Promise.reject(new Unavailable('disk full')) : log.append(stream, events, expected)
    } as EventLog
  })
  const app = express()
  app.use(
    webhookPath,
    createWebhookHandler([{ bot, secret, door }], silentLogger, () => allowed)
  )
  server = createServer(app).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})

const post = (body: string, headers: Record<string, string> = {}, id = '700') =>
  fetch(`${address}/telegram/${id}/webhook`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': secret,
      ...headers
    }
  })

const update = '{"update_id":1,"message":{}}'

async function recorded(): Promise<number> {
  let count = 0
  for await (const item of log.subscribe('start', new AbortController().signal)) {
    if (item.kind === 'caughtUp') break
    count++
  }
  return count
}

describe('the webhook', () => {
  it('answers 200 and nothing once the update is recorded', async () => {
    const answer = await post(update)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('')
    expect(await recorded()).toBe(1)
  })

  it('answers 50 times 200 to the same update and records it once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(update)))
    expect(answers.map(answer => answer.status)).toEqual(Array(50).fill(200))
    expect(await recorded()).toBe(1)
  })

  it('answers 401 without the secret, and with a wrong one', async () => {
    for (const wrong of ['', 'the-secreT', 'the-secret-and-more', 'ü'])
      expect((await post(update, { 'x-telegram-bot-api-secret-token': wrong })).status).toBe(401)
    const without = await fetch(`${address}/telegram/700/webhook`, { method: 'POST', body: update })
    expect(without.status).toBe(401)
    expect(without.headers.get('content-type')).toContain('application/problem+json')
    expect(await without.json()).toMatchObject({ type: '/problems/unauthorized', status: 401 })
    expect(await recorded()).toBe(0)
  })

  it('answers 404 for a bot it does not know', async () => {
    expect((await post(update, {}, '701')).status).toBe(404)
    expect((await post(update, {}, '__proto__')).status).toBe(404)
  })

  it('answers 400 to what is no update', async () => {
    for (const body of ['', 'not json', '[]', '{"message":{}}']) expect((await post(body)).status).toBe(400)
  })

  it('answers 413 above 1 MiB, also when the length is not said before', async () => {
    const large = `{"update_id":1,"x":"${'a'.repeat(maxUpdateBytes)}"}`
    expect((await post(large)).status).toBe(413)
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(large))
        controller.close()
      }
    })
    const chunked = await fetch(`${address}/telegram/700/webhook`, {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'x-telegram-bot-api-secret-token': secret }
    } as RequestInit)
    expect(chunked.status).toBe(413)
    expect((await post(`{"update_id":1,"x":"${'a'.repeat(maxUpdateBytes - 30)}"}`)).status).toBe(200)
  })

  it('answers 503 with Retry-After while the log can not be written, and 200 afterwards', async () => {
    full = true
    const answer = await post(update)
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    full = false
    expect((await post(update)).status).toBe(200)
  })

  it('answers 405 to anything but POST', async () => {
    expect((await fetch(`${address}/telegram/700/webhook`)).status).toBe(405)
  })

  it('records nothing of a request that is cut off', async () => {
    const { port } = server.address() as AddressInfo
    await new Promise<void>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          `POST /telegram/700/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\nX-Telegram-Bot-Api-Secret-Token: ${secret}\r\n\r\n${update}`
        )
        setImmediate(() => socket.destroy())
      })
      socket.on('close', () => resolve())
    })
    expect((await post('{"update_id":2}')).status).toBe(200)
    expect(await recorded()).toBe(1)
  })
})

it('answers 403 to whoever may not send updates from where they are, whatever they know, and records nothing', async () => {
  allowed = false
  const refused = await post(update)
  expect([refused.status, await refused.text()]).toEqual([
    403,
    expect.stringContaining('/problems/address_not_allowed')
  ])
  expect(await log.head()).toBeUndefined()
  allowed = true
  expect((await post(update)).status).toBe(200)
})

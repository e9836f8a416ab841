import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { type Clock, FakeClock, systemClock } from '#kernel'
import { createTelegramClient } from './client.js'
import { Upload } from './upload.js'

const after: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of after.splice(0).reverse()) await clean()
})

type Handler = (request: IncomingMessage, response: ServerResponse) => void

async function given(handler: Handler, clock: Clock = systemClock) {
  const server = http.createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const logger = { debug: () => {}, info: () => {}, warn: () => {} }
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = createTelegramClient({ apiRoot, token: '7:secret', clock, logger })
  after.push(() => {
    client.close()
    server.closeAllConnections()
    server.close()
  })
  return { client, server }
}

const piece = Buffer.alloc(256 * 1024, 'x')
/** Of so many pieces, each of which `between` lets pass. */
const file = (pieces: number, between: (index: number) => Promise<void> = async () => {}) =>
  new Upload('u', 'a "b".pdf', pieces * piece.length, async function* () {
    for (let index = 0; index < pieces; index++) {
      await between(index)
      yield piece
    }
  })
const params = (upload: Upload) => ({
  chat_id: 5,
  document: upload,
  caption: 'see',
  disable_content_type_detection: true
})
const accepts: Handler = async (request, response) => {
  for await (const _ of request);
  response.end(JSON.stringify({ ok: true, result: { message_id: 9 } }))
}

describe('a file that Telegram has not got', () => {
  it('is sent as it is read, under its name, with the other parameters', async () => {
    let body = Buffer.alloc(0)
    let length: string | undefined
    const { client } = await given(async (request, response) => {
      length = request.headers['content-length']
      const form = new Response(Buffer.concat(await request.toArray()), {
        headers: { 'content-type': request.headers['content-type'] ?? '' }
      })
      body = Buffer.from(await form.arrayBuffer())
      response.end(JSON.stringify({ ok: true, result: { message_id: 9 } }))
    })
    expect(await client.call('sendDocument', params(file(3)))).toEqual({
      kind: 'ok',
      result: { message_id: 9 }
    })
    const text = body.toString('latin1')
    expect(Number(length)).toBe(body.length)
    expect(text).toContain('name="document"; filename="a %22b%22.pdf"')
    expect(text).toMatch(/name="chat_id"\r\n\r\n5\r\n/)
    expect(text).toMatch(/name="caption"\r\n\r\nsee\r\n/)
    expect(text).toMatch(/name="disable_content_type_detection"\r\n\r\ntrue\r\n/)
    expect(text.match(/x{100000,}/)?.[0].length).toBe(3 * piece.length)
  })

  it('is read no faster than it is taken', async () => {
    let read = 0
    const { client, server } = await given(request => void request.pause())
    const received = once(server, 'request')
    const stop = new AbortController()
    const upload = file(400, async index => {
      read = index
    })
    const call = client.call('sendDocument', params(upload), stop.signal)
    await received
    for (let turn = 0; turn < 300; turn++) await new Promise(resolve => setImmediate(resolve))
    expect(read).toBeLessThan(100)
    stop.abort()
    expect(await call).toEqual({ kind: 'not_sent', why: 'aborted' })
  })

  it.each<[string, Handler]>([
    ['the connection breaks', request => request.once('data', () => request.socket.destroy())],
    [
      'a proxy gives up',
      (request, response) => request.once('data', () => response.writeHead(502).end('no'))
    ],
    [
      'Telegram restarts',
      (request, response) =>
        request.once('data', () => response.writeHead(500).end('{"ok":false,"error_code":500}'))
    ]
  ])(
    'was not sent when %s before all of it was there: nobody can have taken half of it',
    async (_, handler) => {
      const { client } = await given(handler)
      const goesOn = Promise.withResolvers<void>()
      after.push(goesOn.resolve)
      const upload = file(2, index => (index === 0 ? Promise.resolve() : goesOn.promise))
      expect(await client.call('sendDocument', params(upload))).toMatchObject({ kind: 'not_sent' })
    }
  )

  it('is refused when Telegram says so before all of it was there', async () => {
    const { client } = await given((request, response) =>
      request.once('data', () =>
        response.writeHead(413).end('{"ok":false,"error_code":413,"description":"Request Entity Too Large"}')
      )
    )
    const upload = file(2, index => (index === 0 ? Promise.resolve() : new Promise(() => {})))
    expect(await client.call('sendDocument', params(upload))).toMatchObject({ kind: 'error', code: 413 })
  })

  it('is lost when no answer comes to all of it', async () => {
    const { client } = await given(async request => {
      for await (const _ of request);
      request.socket.destroy()
    })
    expect(await client.call('sendDocument', params(file(2)))).toEqual({ kind: 'lost', why: 'connection' })
  })

  it('was not sent when it can not be read', async () => {
    const { client } = await given(accepts)
    const upload = file(2, async index => {
      if (index === 1) throw new Error('the store is away')
    })
    expect(await client.call('sendDocument', params(upload))).toEqual({ kind: 'not_sent', why: 'aborted' })
  })

  it('may take as long as it likes while it gets on, and has its time limit when it does not', async () => {
    const clock = new FakeClock()
    const { client } = await given(accepts, clock)
    const slow = file(10, async () => clock.advance(20_000))
    expect(await client.call('sendDocument', params(slow))).toMatchObject({ kind: 'ok' })
    const stuck = file(2, async index => {
      if (index === 1) await clock.advance(30_000)
    })
    expect(await client.call('sendDocument', params(stuck))).toEqual({ kind: 'not_sent', why: 'timeout' })
  })
})

import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { type Clock, FakeClock, systemClock } from '#kernel'
import { createTelegramClient, type TelegramClient } from './client.js'
import type { TelegramFiles } from './download.js'
import { Reupload } from './reupload.js'

const token = '77:very-Secret_token'
const message = { chat_id: 5, text: 'hello' }
const after: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of after.splice(0).reverse()) await clean()
})

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void

/** A Bot API server that answers as told, and what the client wrote to its log. */
async function given(handler: Handler, clock: Clock = systemClock, path = '') {
  const received: { url: string | undefined; body: string; port: number | undefined }[] = []
  const server = http.createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    received.push({ url: request.url, body, port: request.socket.remotePort })
    server.emit('received')
    handler(request, response, body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  after.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
  return { server, received, ...connect(address, clock) }
}

function connect(
  apiRoot: string,
  clock: Clock = systemClock
): { client: TelegramClient & TelegramFiles; logged: string[] } {
  const logged: string[] = []
  const log = (fields: object, text: string) => logged.push(JSON.stringify(fields) + text)
  const logger = { debug: log, info: log, warn: log }
  const client = createTelegramClient({ apiRoot, token, clock, logger })
  after.push(() => client.close())
  return { client, logged }
}

const json = (status: number, body: object): Handler => {
  return (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** A page of something on the way. */
const page =
  (status: number): Handler =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end('<html>no!</')

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

describe('a call that Telegram answers', () => {
  it('is ok with the result', async () => {
    const { client, received } = await given(json(200, { ok: true, result: { message_id: 3 } }))
    expect(await client.call('sendMessage', message)).toEqual({ kind: 'ok', result: { message_id: 3 } })
    expect(received).toMatchObject([{ url: `/bot${token}/sendMessage`, body: JSON.stringify(message) }])
    expect(client.botId).toBe('77')
  })

  it('goes to an API root with a path', async () => {
    const { client, received } = await given(json(200, { ok: true, result: true }), systemClock, '/telegram/')
    await client.call('deleteWebhook', {})
    expect(received[0]?.url).toBe(`/telegram/bot${token}/deleteWebhook`)
  })

  it('uses one connection for calls one after the other', async () => {
    const { client, received } = await given(json(200, { ok: true, result: true }))
    for (let i = 0; i < 5; i++) await client.call('getMe', {})
    expect(new Set(received.map(({ port }) => port)).size).toBe(1)
  })

  it('is an error with its meaning', async () => {
    const { client } = await given(
      json(429, {
        ok: false,
        error_code: 429,
        description: 'Too Many Requests: retry after 9',
        parameters: { retry_after: 9 }
      })
    )
    expect(await client.call('sendMessage', message)).toEqual({
      kind: 'error',
      code: 429,
      description: 'Too Many Requests: retry after 9',
      parameters: { retry_after: 9 },
      classified: { kind: 'rate_limited', retryAfter: 9 }
    })
  })
})

describe('an answer without the body of the Bot API', () => {
  const page = (status: number, body: string): Handler => {
    return (_, response) => response.writeHead(status, { location: 'http://login.invalid/' }).end(body)
  }
  const bodies = [
    '',
    '<html>Forbidden</html>',
    '{"message":"Forbidden"}',
    '{"ok":false}',
    '{"ok":false,"error_code":"403"}',
    '{"ok":true}'
  ]

  it.each([301, 302, 307, 400, 401, 403, 404, 407, 409, 420, 429, 451])(
    'is never Telegram’s refusal: %d is of something on the way, which has not passed the call on',
    async status => {
      for (const body of bodies) {
        const { client } = await given(page(status, body))
        expect(await client.call('sendMessage', message)).toEqual({ kind: 'not_sent', why: 'turned_away' })
      }
    }
  )

  it('is never Telegram’s refusal: with 200 nobody knows', async () => {
    for (const body of bodies) {
      const { client } = await given(page(200, body))
      expect(await client.call('sendMessage', message)).toEqual({ kind: 'lost', why: 'unclear_answer' })
    }
  })
})

describe('a file that is to become another kind', () => {
  const voice = new Reupload('voice-1', 'voice.ogg')
  const params = { chat_id: 5, document: voice, caption: 'listen', disable_content_type_detection: true }
  const bytes = Buffer.from([0, 255, 13, 10, 45, 45])

  const telegram = (fetched: Handler): Handler => {
    return (request, response, body) => {
      if (request.url?.endsWith('/getFile')) {
        const result = { file_id: 'voice-1', file_path: 'voice/file 1.oga', file_size: bytes.length }
        json(200, { ok: true, result })(request, response, body)
      } else if (request.method === 'GET') fetched(request, response, body)
      else json(200, { ok: true, result: { message_id: 9 } })(request, response, body)
    }
  }

  it('is fetched and uploaded under its name, with the other parameters', async () => {
    const { client, received } = await given(telegram((_, response) => response.end(bytes)))
    expect(await client.call('sendDocument', params)).toEqual({ kind: 'ok', result: { message_id: 9 } })
    expect(received.map(({ url }) => url)).toEqual([
      `/bot${token}/getFile`,
      `/file/bot${token}/voice/file%201.oga`,
      `/bot${token}/sendDocument`
    ])
    const sent = received[2]?.body ?? ''
    expect(sent).toMatch(/name="document"; filename="voice.ogg"/)
    expect(sent).toMatch(/name="chat_id"\r\n\r\n5\r\n/)
    expect(sent).toMatch(/name="caption"\r\n\r\nlisten\r\n/)
    expect(sent).toMatch(/name="disable_content_type_detection"\r\n\r\ntrue\r\n/)
    expect(sent).toContain(bytes.toString())
  })

  it.each<[string, Handler, object]>([
    ['breaks off', request => request.socket.destroy(), { kind: 'not_sent', why: 'unreachable' }],
    [
      'is away for a while',
      (_, response) => response.writeHead(502).end(),
      { kind: 'not_sent', why: 'unreachable' }
    ],
    [
      'is not there',
      json(404, { ok: false, error_code: 404, description: 'Not Found' }),
      { classified: { kind: 'file_unusable' } }
    ],
    ...[302, 403, 404, 407, 429].map((status): [string, Handler, object] => [
      `is turned away on the way with ${status}`,
      page(status),
      { kind: 'not_sent', why: 'turned_away' }
    ]),
    ['is answered by a page', page(200), { kind: 'not_sent', why: 'turned_away' }]
  ])('leaves nothing in doubt when fetching it %s: the call was not made', async (_, fetched, expected) => {
    const { client, received } = await given(telegram(fetched))
    expect(await client.call('sendDocument', params)).toMatchObject(expected)
    expect(received.some(({ url }) => url?.endsWith('sendDocument'))).toBe(false)
  })
})

describe('a file that Telegram has', () => {
  const telegram = (found: Handler, fetched: Handler): Handler => {
    return (request, response, body) =>
      (request.url?.endsWith('/getFile') ? found : fetched)(request, response, body)
  }
  const sized = (file_size?: number) =>
    json(200, { ok: true, result: { file_id: 'f-1', file_path: 'documents/file 1.pdf', file_size } })
  const path = sized()

  it('comes as a stream with its size', async () => {
    const bytes = Buffer.alloc(300_000, 7)
    const { client, received, logged } = await given(telegram(path, (_, response) => response.end(bytes)))
    const fetched = await client.fetch('f-1')
    if (fetched.kind !== 'file') throw new Error(fetched.kind)
    expect(fetched.size).toBe(bytes.length)
    expect(Buffer.concat(await fetched.content.toArray()).equals(bytes)).toBe(true)
    expect(received.map(({ url }) => url)).toEqual([
      `/bot${token}/getFile`,
      `/file/bot${token}/documents/file%201.pdf`
    ])
    expect(logged.join()).not.toContain(token)
  })

  it('breaks off where the connection does, and never ends as if it were whole', async () => {
    const breaks: Handler = (request, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('begun', () => request.socket.destroy())
    }
    const { client } = await given(telegram(path, breaks))
    const fetched = await client.fetch('f-1')
    if (fetched.kind !== 'file') throw new Error(fetched.kind)
    await expect(fetched.content.toArray()).rejects.toThrow()
  })

  const refused = (code: number, description: string, parameters = {}) =>
    json(code, { ok: false, error_code: code, description, parameters })
  const big = 20 * 1024 * 1024 + 1
  const bytes: Handler = (_, response) => response.end('x')

  it.each<[string, Handler, Handler, object]>([
    ['is too big', refused(400, 'Bad Request: file is too big'), bytes, { kind: 'too_big' }],
    [
      'is too big where another server says so',
      path,
      (_, r) => r.writeHead(200, { 'content-length': big }),
      { kind: 'too_big' }
    ],
    ['is not there any more', refused(400, 'Bad Request: wrong file_id'), bytes, { kind: 'gone' }],
    ['lies where nobody gets it', path, refused(404, 'Not Found'), { kind: 'gone' }],
    ...[302, 403, 404, 407, 429].map((status): [string, Handler, Handler, object] => [
      `is turned away on the way with ${status}`,
      path,
      page(status),
      { kind: 'away' }
    ]),
    ['is answered by a page', path, page(200), { kind: 'away' }],
    [
      'is a page by itself',
      sized(11),
      (_, r) => r.writeHead(200, { 'content-type': 'text/html', 'content-length': 11 }),
      { kind: 'file', size: 11 }
    ],
    [
      'is asked for too often',
      refused(429, 'Too Many Requests', { retry_after: 9 }),
      bytes,
      { kind: 'away', afterS: 9 }
    ],
    ['can not be found now', request => request.socket.destroy(), bytes, { kind: 'away' }],
    ['can not be given now', path, (_, r) => r.writeHead(502).end(), { kind: 'away' }],
    ['can not be reached now', path, request => request.socket.destroy(), { kind: 'away' }]
  ])('%s: it is said so', async (_, found, fetched, expected) => {
    const { client } = await given(
      telegram(found, (request, response, body) => {
        fetched(request, response, body)
        response.flushHeaders()
      })
    )
    expect(await client.fetch('f-1')).toMatchObject(expected)
  })

  it('is given up when no answer comes in time', async () => {
    const clock = new FakeClock()
    const { client, server } = await given(() => undefined, clock)
    const received = once(server, 'received')
    const fetching = client.fetch('f-1')
    await received
    await clock.advance(30_000)
    expect(await fetching).toMatchObject({ kind: 'away' })
  })
})

describe('a call whose request was written', () => {
  it('is lost when the connection breaks before the answer', async () => {
    const { client } = await given(request => request.socket.destroy())
    expect(await client.call('sendMessage', message)).toEqual({ kind: 'lost', why: 'connection' })
  })

  it('is lost when the answer ends before its end', async () => {
    const { client } = await given((request, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('{"ok":true,', () => request.socket.destroy())
    })
    expect(await client.call('sendMessage', message)).toEqual({ kind: 'lost', why: 'connection' })
  })

  it('is lost on a kept connection, too', async () => {
    let calls = 0
    const { client } = await given((request, response, body) =>
      ++calls === 1
        ? json(200, { ok: true, result: true })(request, response, body)
        : request.socket.destroy()
    )
    await client.call('getMe', {})
    expect(await client.call('sendMessage', message)).toEqual({ kind: 'lost', why: 'connection' })
  })

  it.each([
    [
      'a proxy page',
      (_: IncomingMessage, response: ServerResponse) =>
        response.writeHead(502).end('<html>Bad Gateway</html>')
    ],
    ['a restart', json(500, { ok: false, error_code: 500, description: 'Internal Server Error: restart' })],
    [
      'an error 500 within a 200',
      json(200, { ok: false, error_code: 500, description: 'Internal Server Error' })
    ]
  ] as [string, Handler][])('is lost when the answer is %s', async (_, handler) => {
    const { client } = await given(handler)
    expect(await client.call('sendMessage', message)).toEqual({ kind: 'lost', why: 'server_error' })
  })

  it('is lost when a 200 is not from the Bot API', async () => {
    const { client } = await given((_, response) => response.end('<html>Welcome to the hotel WLAN</html>'))
    expect(await client.call('sendMessage', message)).toEqual({ kind: 'lost', why: 'unclear_answer' })
  })

  it('is lost when no answer comes in time', async () => {
    const clock = new FakeClock()
    const { client, server } = await given(() => undefined, clock)
    const received = once(server, 'received')
    const call = client.call('sendMessage', message)
    await received
    await clock.advance(30_000)
    expect(await call).toEqual({ kind: 'lost', why: 'timeout' })
  })

  it('is lost when the answer begins in time and does not end', async () => {
    const clock = new FakeClock()
    const { client, server } = await given((_, response) => {
      response.writeHead(200).write('{"ok":', () => server.emit('begun'))
    }, clock)
    const begun = once(server, 'begun')
    const call = client.call('sendMessage', message)
    await begun
    await clock.advance(30_000)
    expect(await call).toEqual({ kind: 'lost', why: 'timeout' })
  })

  it('is lost when it is aborted', async () => {
    const { client, server } = await given(() => undefined)
    const received = once(server, 'received')
    const stop = new AbortController()
    const call = client.call('sendMessage', message, stop.signal)
    await received
    stop.abort()
    expect(await call).toEqual({ kind: 'lost', why: 'aborted' })
  })

  it('waits longer than the long poll it asks for', async () => {
    const clock = new FakeClock()
    let answer: () => void = () => undefined
    const { client, server } = await given((request, response, body) => {
      answer = () => json(200, { ok: true, result: [] })(request, response, body)
    }, clock)
    const received = once(server, 'received')
    const call = client.call('getUpdates', { timeout: 50 })
    await received
    await clock.advance(79_000)
    answer()
    expect(await call).toEqual({ kind: 'ok', result: [] })
  })
})

describe('a call that never left', () => {
  it('was not sent when nobody listens', async () => {
    const { client } = connect(`http://127.0.0.1:${await freePort()}`)
    expect(await client.call('sendMessage', message)).toEqual({ kind: 'not_sent', why: 'refused' })
  })

  it('was not sent when the name has no address', async () => {
    const { client } = connect('http://nowhere.invalid')
    expect(await client.call('sendMessage', message)).toEqual({ kind: 'not_sent', why: 'no_address' })
  })

  it('was not sent when no socket could be opened', async () => {
    // An address to which connecting fails at once, as it does without a free file descriptor.
    const { client } = connect('http://255.255.255.255:9')
    expect(await client.call('sendMessage', message)).toMatchObject({ kind: 'not_sent' })
  })

  it('is lost and not unsent on a connection that another call leaves free, also for those that waited for one', async () => {
    const kept = 128
    let answered = 0
    const { client } = await given((request, response, body) => {
      if (++answered <= kept) json(200, { ok: true, result: true })(request, response, body)
      else request.socket.destroy()
    })
    const calls = Array.from({ length: 2 * kept }, () => client.call('sendMessage', message))
    const results = await Promise.all(calls)
    expect(results.filter(({ kind }) => kind === 'not_sent')).toEqual([])
    expect(results.filter(({ kind }) => kind === 'lost').length).toBeGreaterThan(0)
  })

  it('was not sent when the connection is not secure', async () => {
    const { server, received } = await given(json(200, { ok: true }))
    const { client } = connect(`https://127.0.0.1:${(server.address() as AddressInfo).port}`)
    expect(await client.call('sendMessage', message)).toEqual({ kind: 'not_sent', why: 'insecure' })
    expect(received).toEqual([])
  })

  it('was not sent when it was aborted before', async () => {
    const { client, received } = await given(json(200, { ok: true }))
    expect(await client.call('sendMessage', message, AbortSignal.abort())).toEqual({
      kind: 'not_sent',
      why: 'aborted'
    })
    expect(received).toEqual([])
  })
})

describe('the token', () => {
  it('is in no result and no log line, also when the server repeats it', async () => {
    const { client, logged } = await given(
      json(404, { ok: false, error_code: 404, description: `Not Found: /bot${token}/x` })
    )
    const { client: away, logged: loggedAway } = connect(`http://127.0.0.1:${await freePort()}`)
    const results = [await client.call('getMe', {}), await away.call('getMe', {})]
    const seen = JSON.stringify([results, logged, loggedAway, client, away])
    expect(logged).toHaveLength(1)
    expect(seen).not.toContain('Secret')
  })

  it('is not in the error about a malformed one', () => {
    const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined }
    const make = (apiRoot: string, wrong: string) => () =>
      createTelegramClient({ apiRoot, token: wrong, clock: systemClock, logger })
    expect(make('http://localhost', 'Secret')).toThrow(/^a bot token is <digits>:<text>$/)
    expect(make('ftp://localhost', token)).toThrow(/^the API root is/)
  })
})

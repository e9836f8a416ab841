import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Unavailable } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { StoreUnavailable } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'
import { startTestApi, type TestApi } from './testing.js'

describe('Bad input', () => {
  let api: TestApi
  let path: string

  beforeAll(async () => {
    api = await startTestApi()
    path = `/api/v1/tickets/tkt_${await api.customerWrites(1, 'Help')}`
  })
  afterAll(() => api.stop())

  it('What is not JSON is 400, as a problem', async () => {
    for (const text of ['{', '{"text":"x"', 'text=x', '\u0000', '{"text": .5}', '"\ud800']) {
      const { status, body, headers } = await api.send('POST', `${path}/notes`, { text })
      expect([status, body.type, body.status]).toEqual([400, '/problems/bad_request', 400])
      expect(headers.get('content-type')).toContain('application/problem+json')
    }
  })

  it('What can not be read as a request is a problem too, and its connection ends', async () => {
    const port = Number(new URL(api.url).port)
    const told = async (text: string) => {
      const socket = connect(port, '127.0.0.1')
      socket.end(text)
      let answer = ''
      for await (const chunk of socket.setEncoding('utf8')) answer += chunk
      const [head = '', body = ''] = answer.split('\r\n\r\n')
      expect(head).toContain('application/problem+json')
      return [head.split(' ')[1], JSON.parse(body).type]
    }
    const long = `GET ${path}?as_of=${'x'.repeat(17_000)} HTTP/1.1\r\nHost: desk\r\n\r\n`
    expect(await told(long)).toEqual(['431', '/problems/headers_too_large'])
    expect(await told('EHLO desk\r\n')).toEqual(['400', '/problems/bad_request'])
  })

  it('JSON of the wrong shape is 422 with pointers', async () => {
    for (const text of [
      '[]',
      '"text"',
      '7',
      'null',
      'true',
      '{"text":["x"]}',
      '{"__proto__":{"text":"x"}}',
      ''
    ]) {
      const { status, body } = await api.send('POST', `${path}/notes`, { text })
      expect([text, status, body.type]).toEqual([text, 422, '/problems/invalid_body'])
      expect(body.errors[0]).toEqual({
        pointer: expect.any(String),
        code: expect.any(String),
        message: expect.any(String)
      })
    }
  })

  it('An address that cannot be decoded names nothing', async () => {
    for (const id of ['%ZZ', '%E0%A4%A', '%']) {
      const { status, body } = await api.get(`/api/v1/tickets/${id}`)
      expect([id, status, body.type]).toEqual([id, 404, '/problems/not_found'])
    }
  })

  it('JSON nested beyond reason is refused and breaks nothing', async () => {
    const text = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const plain = await api.send('POST', `${path}/notes`, { text })
    expect([400, 422]).toContain(plain.status)
    const keyed = await api.send('POST', `${path}/notes`, { text, headers: { 'Idempotency-Key': 'deep' } })
    expect([400, 422]).toContain(keyed.status)
  })

  it('A body over 256 KiB is 413, whether it says so or not', async () => {
    const large = JSON.stringify({ text: 'x'.repeat(10 * 1024 * 1024) })
    const said = await api.send('POST', `${path}/notes`, { text: large })
    expect([said.status, said.body.type]).toEqual([413, '/problems/body_too_large'])
    const stream = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 20; n++) controller.enqueue(new Uint8Array(64 * 1024).fill(32))
        controller.close()
      }
    })
    const response = await fetch(`${api.url}${path}/notes`, {
      method: 'POST',
      headers: { Authorization: 'Bearer a-key-for-the-tests-only-long-enough' },
      body: stream,
      duplex: 'half'
    })
    expect(response.status).toBe(413)
  })

  it('Text of any script is kept as it is', async () => {
    const text = 'Ёлки 🎄\n<b>&"\'\\ \u200f עברית'
    const { headers } = await api.post(`${path}/notes`, { text })
    const thread = await api.get(`${path}/thread?min_position=${headers.get('x-position')}`)
    expect(thread.body.data.at(-1).text).toBe(text)
  })

  it('Without a key, or with a wrong one, everything is 401', async () => {
    const body = { failed_credentials: { quota: 100, window_s: 60 } }
    expect((await api.send('PUT', '/api/v1/desk/limits', { body })).status).toBe(201)
    const calls = [
      '/api/v1/tickets',
      path,
      '/api/v1/admin/parked',
      '/health',
      '/metrics',
      '/api/v1/desk/main'
    ]
    for (const call of calls) {
      for (const Authorization of [
        '',
        'Bearer wrong',
        'Basic YTpi',
        'Bearer',
        'a-key-for-the-tests-only-long-enough'
      ]) {
        const { status, body, headers } = await api.get(call, { Authorization })
        expect([call, status, body.type]).toEqual([call, 401, '/problems/unauthorized'])
        expect(headers.get('www-authenticate')).toContain('Bearer')
      }
    }
    const post = await api.post(`${path}/notes`, { text: 'x' }, { Authorization: 'Bearer wrong' })
    expect(post.status).toBe(401)
  })

  it('The body of a stranger is not even read', async () => {
    const { status } = await api.send('POST', `${path}/notes`, { text: '{', headers: { Authorization: '' } })
    expect(status).toBe(401)
  })

  it('Liveness and readiness need no key', async () => {
    for (const call of ['/health/live', '/health/ready']) {
      const { status, body } = await api.get(call, { Authorization: '' })
      expect([status, body.status]).toEqual([200, 'ok'])
    }
  })

  it('An unknown address is 404 as a problem, and tells nothing about us', async () => {
    for (const call of ['/api/v1/nothing', '/nothing', '/api/v2/tickets', '/api/v1/tickets/%E0%A4%A']) {
      const { status, body, headers } = await api.get(call)
      expect([404, 400]).toContain(status)
      expect(body.type).toMatch(/^\/problems\//)
      expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts|at /)
      expect(headers.get('x-powered-by')).toBeNull()
    }
  })

  it('A known address with another method is 405, and says what it takes', async () => {
    for (const [method, call, allow] of [
      ['DELETE', path, 'GET, HEAD, PATCH'],
      ['PUT', '/api/v1/agents', 'GET, HEAD, POST'],
      ['GET', `${path}/notes`, 'POST'],
      ['PATCH', '/api/v1/queues/general', 'DELETE, GET, HEAD, PUT'],
      ['POST', '/health/live', 'GET, HEAD'],
      ['OPTIONS', '/api/v1/tickets', 'GET, HEAD, POST']
    ] as const) {
      const { status, body, headers } = await api.send(method, call)
      expect([call, status, body.type]).toEqual([call, 405, '/problems/method_not_allowed'])
      expect(headers.get('allow')).toBe(allow)
    }
    expect((await api.send('DELETE', '/api/v1/nothing')).status).toBe(404)
    expect((await api.send('PATCH', `${path}/nothing`)).status).toBe(404)
  })

  it('A condition that is no ETag is told as that, and not as another revision', async () => {
    const note = (headers: Record<string, string>) => api.post(`${path}/notes`, { text: 'x' }, headers)
    for (const tag of ['r34', '34', '"r34', 'r34"', '"r34" "r35"', '"r34",', "'r34'", 'W/r34', '"r34"x']) {
      const { status, body } = await note({ 'If-Match': tag })
      expect([tag, status, body.type]).toEqual([tag, 400, '/problems/bad_request'])
      expect(body.detail).toContain('If-Match')
      expect([tag, (await api.get(path, { 'If-None-Match': tag })).status]).toEqual([tag, 400])
    }
    for (const tag of ['"r34"', '"other"', 'W/"r34"', '"a,b", "r34"']) {
      expect([tag, (await note({ 'If-Match': tag })).status]).toEqual([tag, 412])
    }
    const first = await note({ 'Idempotency-Key': 'conditional', 'If-Match': '*' })
    const again = await note({ 'Idempotency-Key': 'conditional', 'If-Match': 'r34' })
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body])
  })

  it.each([
    ['Content-Length: 99000000000', ''],
    ['Transfer-Encoding: chunked', `ffffff\r\n${'x'.repeat(300 * 1024)}`]
  ])('A body without end (%s) is 413 at once, and its connection is closed', async (header, begun) => {
    const { port } = new URL(api.url)
    const socket = connect(Number(port), '127.0.0.1')
    const closed = new Promise(resolve => socket.once('close', resolve))
    const key = 'Authorization: Bearer a-key-for-the-tests-only-long-enough'
    socket.write(`POST ${path}/notes HTTP/1.1\r\nHost: x\r\n${key}\r\n${header}\r\n\r\n${begun}`)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1.1 413 /)
    socket.on('error', () => {})
    socket.resume()
    await closed
  })

  it('A command takes no query', async () => {
    expect((await api.post(`${path}/notes?dry_run=1`, { text: 'x' })).status).toBe(400)
  })

  it('Every answer forbids to be taken for a page', async () => {
    const { headers } = await api.get('/api/v1/tickets')
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';frame-ancestors 'none';base-uri 'none';form-action 'none'"
    )
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('Metrics are counted by route, never by id', async () => {
    await api.get(path)
    const { body, headers } = await api.get('/metrics')
    expect(headers.get('content-type')).toContain('text/plain')
    expect(body).toContain('route="/api/v1/tickets/:id"')
    expect(body).not.toContain(path.slice(-36))
  })
})

describe('A position to wait for', () => {
  it('that the log does not have yet is 503 after two seconds, with Retry-After', async () => {
    const api = await startTestApi()
    await api.customerWrites(1, 'Help')
    const head = (await api.deps.reads.log.head()) ?? ''
    const beyond = head.replace(/\d$/, '9').replace(/\d{3}$/, '999')
    const started = performance.now()
    const { status, body, headers } = await api.get(`/api/v1/tickets?min_position=${beyond}`)
    expect([status, body.type, headers.get('retry-after')]).toEqual([
      503,
      '/problems/position_not_reached',
      '1'
    ])
    expect(performance.now() - started).toBeGreaterThan(1_900)
    await api.stop()
  })

  it('is waited for on every GET, so that who wrote sees what was written', async () => {
    const api = await startTestApi()
    const path = `/api/v1/tickets/tkt_${await api.customerWrites(1, 'Help')}`
    for (let n = 0; n < 20; n++) {
      const { headers } = await api.post(`${path}/notes`, { text: `note ${n}` })
      const position = headers.get('x-position') ?? ''
      const ticket = await api.get(`${path}?min_position=${position}`)
      expect(ticket.body.revision).toBe(n + 2)
      expect((ticket.headers.get('x-projection-position') ?? '') >= position).toBe(true)
    }
    await api.stop()
  })
})

describe('While a store is away', () => {
  it('reads and commands are 503 with Retry-After, and nothing is told about it', async () => {
    const log = openMemoryLog()
    const store = openMemoryReadStore()
    let away = false
    const api = await startTestApi({
      log: {
        ...bound(log),
        append: (...args) =>
          away ? Promise.reject(new Unavailable('disk full at /secret')) : log.append(...args)
      },
      store: {
        ...store,
        current: name =>
          away ? Promise.reject(new StoreUnavailable('/secret is away')) : store.current(name)
      }
    })
    const path = `/api/v1/tickets/tkt_${await api.customerWrites(1, 'Help')}`
    away = true
    for (const answer of [
      await api.get(path),
      await api.get('/api/v1/tickets'),
      await api.post(`${path}/notes`, { text: 'x' }, { 'Idempotency-Key': 'k' })
    ]) {
      expect([answer.status, answer.body.type]).toEqual([503, '/problems/unavailable'])
      expect(answer.headers.get('retry-after')).toBe('1')
      expect(JSON.stringify(answer.body)).not.toContain('secret')
    }
    away = false
    expect((await api.post(`${path}/notes`, { text: 'x' }, { 'Idempotency-Key': 'k' })).status).toBe(201)
    await api.stop()
  })
})

const bound = (log: ReturnType<typeof openMemoryLog>): ReturnType<typeof openMemoryLog> => ({
  append: log.append.bind(log),
  readStream: log.readStream.bind(log),
  subscribe: log.subscribe.bind(log),
  head: log.head.bind(log),
  eventAt: log.eventAt.bind(log),
  ping: log.ping.bind(log),
  close: log.close.bind(log)
})

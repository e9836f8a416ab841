import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { feedStart } from '#application'
import type { EventLog } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, eventIdFor, FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { startTestApi, type TestApi, testKey } from '../testing.js'
import { eventStream } from './event-stream.js'
import { openReader, type Reader, type Told } from './testing.js'

const types = (told: readonly Told[]) => told.map(({ item }) => item.type)

describe('GET /stream', () => {
  let api: TestApi
  let readers: Reader[]
  beforeEach(async () => {
    api = await startTestApi()
    readers = []
  })
  afterEach(async () => {
    for (const reader of readers) reader.close()
    await api.stop()
  })
  const open = async (query = '', headers: { readonly [name: string]: string } = {}) => {
    const reader = await openReader(`${api.url}/api/v1/stream${query}`, {
      Authorization: `Bearer ${testKey}`,
      ...headers
    })
    readers.push(reader)
    return reader
  }

  it('begins with what comes now, and tells it as it comes', async () => {
    await api.customerWrites(1, 'Help')
    const reader = await open('?types=ticket.*')
    expect(reader.status).toBe(200)
    const ticket = await api.customerWrites(2, 'Help')
    await reader.has(2)
    expect(types(reader.told)).toEqual(['ticket.created', 'ticket.message_added'])
    await api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: ['vip'] })
    await reader.has(3)
    const feed = await api.get('/api/v1/events?types=ticket.*&limit=100')
    expect(reader.told.map(({ item }) => item)).toEqual(feed.body.data.slice(-3))
  })

  it('names a queue that is not there, or that the key has not: nothing would ever come', async () => {
    const { body } = await api.post('/api/v1/api-keys', {
      ...{ name: 'a program', scopes: ['tickets:read'], queues: ['general'] }
    })
    const own = { Authorization: `Bearer ${body.key}` }
    const nope = await api.get('/api/v1/stream?queue=general,nope')
    expect([nope.status, nope.body.errors]).toEqual([
      422,
      [{ pointer: '/queue', code: 'unknown', message: 'is no queue' }]
    ])
    const beyond = await api.get('/api/v1/stream?queue=general,nope', own)
    expect([beyond.status, beyond.body]).toMatchObject([403, { type: '/problems/beyond_own_grants' }])
    expect((await open('?queue=general', own)).status).toBe(200)
  })

  it('goes on behind any cursor of the feed; the Last-Event-ID wins', async () => {
    for (const user of [1, 2, 3]) await api.customerWrites(user, 'Help')
    const feed = (await api.get('/api/v1/events?types=ticket.*&limit=100')).body.data
    const { next_cursor: second } = (await api.get('/api/v1/events?types=ticket.*&limit=2')).body.page
    const reader = await open(`?types=ticket.*&after=${second}`)
    await reader.has(4)
    expect(reader.told.map(({ item }) => item)).toEqual(feed.slice(2))
    const last = await open(`?types=ticket.*&after=${second}`, { 'Last-Event-ID': reader.told[2]?.id ?? '' })
    await last.has(1)
    expect(last.told[0]?.item).toEqual(feed[5])
    expect((await open('', { 'Last-Event-ID': 'x' })).status).toBe(400)
    const none = await open(`?types=ticket.*&after=${second}`, { 'Last-Event-ID': '' })
    await none.has(4)
    expect(none.told.map(({ item }) => item)).toEqual(feed.slice(2))
  })

  it('tells of the queues that are asked for', async () => {
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    const reader = await open('?queue=billing')
    const ticket = await api.customerWrites(1, 'Help')
    await api.post(`/api/v1/tickets/tkt_${ticket}/transfers`, { queue_id: 'billing' })
    await reader.has(1)
    expect(types(reader.told)).toEqual(['ticket.transferred'])
  })

  it('misses and repeats nothing for a reader that comes and goes', async () => {
    const tickets: string[] = []
    for (const user of [1, 2, 3]) tickets.push(`tkt_${await api.customerWrites(user, 'Help')}`)
    const writing = (async () => {
      for (let tag = 0; tag < 60; tag++)
        await api.post(`/api/v1/tickets/${tickets[tag % 3]}/tag-changes`, { add: [`tag-${tag}`] })
    })()
    const seen: Told[] = []
    let cursor = (await api.get('/api/v1/events?limit=1')).body.page.next_cursor
    // Goes away after 1, 2, 3 … events, whatever has been sent by then.
    for (let round = 1; seen.length < 66; round++) {
      const reader = await open('?types=ticket.*', { 'Last-Event-ID': cursor })
      await reader.has(Math.min(round, 66 - seen.length))
      reader.close()
      await reader.ended
      seen.push(...reader.told.slice(0, round))
      cursor = seen.at(-1)?.id
    }
    await writing
    const feed = []
    let after = ''
    do {
      const { body } = await api.get(`/api/v1/events?types=ticket.*&limit=100${after}`)
      feed.push(...body.data)
      after = body.page.end ? '' : `&after=${body.page.next_cursor}`
    } while (after)
    expect(seen.map(({ item }) => item.data.event.id)).toEqual(
      feed.map(({ data }: Told['item']) => data.event.id)
    )
  })

  it('is open five times for a key, and once more when one is closed', async () => {
    for (let opened = 0; opened < 5; opened++) expect((await open()).status).toBe(200)
    const sixth = await api.get('/api/v1/stream')
    expect([sixth.status, sixth.body.type]).toEqual([429, '/problems/too_many_streams'])
    const { body } = await api.post('/api/v1/api-keys', { name: 'other', scopes: ['tickets:read'] })
    expect((await open('', { Authorization: `Bearer ${body.key}` })).status).toBe(200)
    readers[0]?.close()
    let again = await open()
    while (again.status === 429) again = await open()
    expect(again.status).toBe(200)
  })

  it('answers whatever is asked of it as its document says', async () => {
    await api.customerWrites(1, 'Help')
    const { body } = await api.get('/api/v1/events')
    const cursor: string = body.page.next_cursor
    const value = fc.oneof(
      fc.constantFrom(
        cursor,
        `${cursor}x`,
        cursor.slice(1),
        'ticket.*',
        'ticket.created,sla.*',
        'general',
        ''
      ),
      fc.string({ maxLength: 400 })
    )
    const name = fc.constantFrom('types', 'queue', 'after', 'min_position', 'limit', 'as_of')
    const asked = fc.array(fc.tuple(name, value), { maxLength: 4 })
    const lastId = fc.option(fc.oneof(fc.constant(cursor), fc.stringMatching(/^[!-~]{1,300}$/)))
    const met = new Set<number>()
    await fc.assert(
      fc.asyncProperty(asked, lastId, async (query, last) => {
        const path = `/api/v1/stream?${new URLSearchParams(query)}`
        // The statuses that the document has not are refused by whatever asks for a spec.
        const { status, headers } = await api.get(path, last === null ? {} : { 'Last-Event-ID': last })
        met.add(status)
        const type = status === 200 ? 'text/event-stream' : 'application/problem+json; charset=utf-8'
        expect([status < 500, headers.get('content-type')]).toEqual([true, type])
      }),
      { numRuns: 300 }
    )
    expect([...met]).toEqual(expect.arrayContaining([200, 400]))
  })

  it('ends with the key', async () => {
    const { body } = await api.post('/api/v1/api-keys', { name: 'other', scopes: ['tickets:read'] })
    const reader = await open('', { Authorization: `Bearer ${body.key}` })
    expect(reader.status).toBe(200)
    await api.send('DELETE', `/api/v1/api-keys/${body.id}`)
    await reader.ended
  })
})

it('A stream ends with the desk, which does not wait for its reader', async () => {
  const api = await startTestApi()
  const reader = await openReader(`${api.url}/api/v1/stream`, { Authorization: `Bearer ${testKey}` })
  await Promise.all([api.stop(), reader.ended])
})

it('A stream on which nothing comes says every 15 seconds that it lives', async () => {
  const clock = new FakeClock()
  const stream = eventStream({
    log: openMemoryLog(),
    from: feedStart,
    itemOf: async () => undefined,
    cursorOf: () => 'cursor',
    holds: async () => true,
    clock,
    logger: silentLogger
  })
  let text = ''
  stream.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  const passes = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 500) {
      while (clock.sleeping === 0) await new Promise(resolve => setImmediate(resolve))
      await clock.advance(500)
    }
    for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
  }
  await passes(14_500)
  expect(text).toBe('retry: 2000\n\n')
  await passes(500)
  expect(text).toBe('retry: 2000\n\n:\n\n')
  await passes(15_000)
  expect(text).toBe('retry: 2000\n\n:\n\n:\n\n')
  stream.destroy()
})

/** So many public events; how much there is to tell of each goes by the id. */
async function retire(log: EventLog, count: number, id: string): Promise<void> {
  for (let index = 0; index < count; index++) {
    const commandId = commandIdFor(`setting ${index}`)
    const event = {
      ...{ id: eventIdFor(commandId, 0), type: 'SettingRetired', recordedAt: 0 },
      data: { kind: 'queue', id: `${id}${index}` },
      meta: { commandId, $causationId: 'x', $correlationId: 'x', actor: 'key:key_admin', schema: 1 } as const
    }
    await log.append(`setting-queue-q${index}`, [event], 'none')
  }
}

/** Time passes until it is so. */
async function untilItIsLate(clock: FakeClock, ended: Promise<unknown>): Promise<void> {
  let isOver = false
  const over = ended.then(() => {
    isOver = true
  })
  while (!isOver) {
    await clock.advance(1000)
    await Promise.race([over, new Promise(resolve => setTimeout(resolve, 1))])
  }
}

describe('A reader that does not read', () => {
  it('is cut off at its connection, and its place among the five of its key is free again', async () => {
    const api = await startTestApi()
    Object.assign(api.deps.clock, { sleep: api.clock.sleep.bind(api.clock) })
    const { page } = (await api.get('/api/v1/events')).body
    // More than any connection takes by itself.
    await retire(api.desk.log, 400, 'x'.repeat(100_000))
    const headers = { Authorization: `Bearer ${testKey}` }
    const stream = `${api.url}/api/v1/stream`
    const others = await Promise.all([1, 2, 3, 4].map(() => openReader(`${stream}?types=ticket.*`, headers)))
    const { hostname, port } = new URL(api.url)
    const socket = connect(Number(port), hostname).pause()
    socket.on('error', () => {})
    const asking = `GET /api/v1/stream?after=${page.next_cursor} HTTP/1.1\r\nHost: desk`
    socket.write(`${asking}\r\nAuthorization: Bearer ${testKey}\r\n\r\n`)
    const isFull = async () => {
      const reader = await openReader(stream, headers)
      reader.close()
      return reader.status === 429
    }
    const until = async (full: boolean) => {
      while ((await isFull()) !== full) await new Promise(resolve => setTimeout(resolve, 5))
    }
    await until(true)
    await untilItIsLate(api.clock, until(false))
    // Whoever writes to what is closed is told; it still has read nothing.
    while (!socket.destroyed) {
      socket.write('GET /health HTTP/1.1\r\nHost: desk\r\n\r\n')
      await new Promise(resolve => setTimeout(resolve, 5))
    }
    expect(socket.bytesRead).toBe(0)
    for (const reader of others) reader.close()
    await api.stop()
  })

  it('is cut off, and little is kept for it', async () => {
    const log = openMemoryLog()
    const clock = new FakeClock()
    await retire(log, 500, 'q')
    let shown = 0
    const stream = eventStream({
      log,
      from: feedStart,
      itemOf: async () => {
        shown++
        return { text: 'x'.repeat(10_000) }
      },
      cursorOf: () => 'cursor',
      holds: async () => true,
      clock,
      logger: silentLogger
    })
    const cut = new Promise(resolve => stream.once('error', resolve))
    await untilItIsLate(clock, cut)
    expect(String(await cut)).toContain('does not read')
    expect(shown * 10_000).toBeLessThan(1024 * 1024)
  })

  it('is cut off at once where its key has ended', async () => {
    const log = openMemoryLog()
    const clock = new FakeClock()
    await retire(log, 500, 'q')
    let holds = true
    const stream = eventStream({
      log,
      from: feedStart,
      itemOf: async () => ({ text: 'x'.repeat(10_000) }),
      cursorOf: () => 'cursor',
      holds: async () => holds,
      clock,
      logger: silentLogger
    })
    const cut = new Promise(resolve => stream.once('error', resolve))
    while (!stream.readableLength) await new Promise(resolve => setImmediate(resolve))
    holds = false
    await untilItIsLate(clock, cut)
    expect(String(await cut)).toContain('the key has ended')
  })
})

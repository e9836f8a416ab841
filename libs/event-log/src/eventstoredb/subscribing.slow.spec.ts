import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  type JSONEventType,
  jsonEvent,
  NO_STREAM
} from '@eventstore/db-client'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readAll, readCount, readToHead, someEvent, someEvents } from '../contract/events.js'
import { Corrupt, Unavailable } from '../errors.js'
import type { Position } from '../port.js'
import type { EventStoreDbLog } from './index.js'
import { positionOf } from './position.js'
import { hasty, realServer, ServerUnderTest } from './testing/server-under-test.js'

/** Faults are scripted, which no real server lets us do. The letters are the rows of what was seen of client and server. */
const withStandIn = realServer ? describe.skip : describe
/** Where nothing may fail for want of time, on a busy machine either. */
const patient = { ...hasty, attempt: 5000, silence: 10_000, unreachable: 5000 }

withStandIn('a subscription through EventStoreDB', () => {
  let server: ServerUnderTest
  let log: EventStoreDbLog
  let count: number
  beforeEach(async () => {
    server = new ServerUnderTest()
    await server.start()
    log = await server.open({ timings: hasty })
    count = 0
  })
  afterEach(() => server.remove())

  const append = async (events: number, to = log) => {
    for (let i = 0; i < events; i++, count++)
      await to.append('ticket-1', [someEvent(count)], count === 0 ? 'none' : count - 1)
  }
  const revisions = async (reading: ReturnType<typeof readCount>) =>
    (await reading).map(event => event.revision)
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)
  /** Until the server has so many subscriptions that it is serving. */
  const served = async (n = 1) => {
    while (server.standIn.control.subscriptions() < n) await new Promise(resolve => setTimeout(resolve, 5))
  }

  it('leaves a read whole whose connection it has replaced meanwhile', async () => {
    const replaced = await server.open({ timings: { ...patient, silence: 20_000 } })
    const { position } = await replaced.append('ticket-1', [someEvent('a')], 'none')
    const stop = new AbortController()
    const following = (async () => {
      for await (const _ of replaced.subscribe('start', stop.signal));
    })().catch(() => {})
    await served()
    server.conditions.silent = true
    const reads = server.standIn.control.calls['Read'] ?? 0
    const asked = async (n: number) => {
      const count = () => (server.standIn.control.calls['Read'] ?? 0) - reads
      for (let looks = 0; looks < 2000 && count() < n; looks++)
        await new Promise(resolve => setTimeout(resolve, 5))
      expect(count()).toBeGreaterThanOrEqual(n)
    }
    const head = replaced.head()
    const stream = readAll(replaced, 'ticket-1')
    await asked(2)
    // These two are never answered. The next ones are.
    server.conditions.silent = false
    // The subscription meets a broken connection and makes a new one for all: the old one is closed under the reads.
    server.standIn.control.endSubscriptions('reset')
    expect(await head).toBe(position)
    expect(await stream).toHaveLength(1)
    stop.abort()
    await following
  })

  it('goes on when the server ended it without an error (e)', async () => {
    const reading = readCount(log, 6)
    await append(3)
    await served()
    server.standIn.control.endSubscriptions('gracefully')
    await append(3)
    expect(await revisions(reading)).toEqual(upTo(6))
  })

  it('goes on at once when it was too slow in a burst, and counts that apart (o)', async () => {
    log = await server.open({ timings: patient })
    const stop = new AbortController()
    const seen: number[] = []
    const reading = (async () => {
      for await (const item of log.subscribe('start', stop.signal)) {
        if (item.kind === 'event') seen.push(item.event.revision)
        if (seen.length === 602) break
      }
    })()
    await append(1)
    await served()
    while (log.subscriptions()[0]?.state !== 'live') await new Promise(resolve => setTimeout(resolve, 5))
    await log.append('ticket-1', someEvents('burst', 600), 0)
    count = 601
    while (log.subscriptions()[0]?.tooSlow !== 1) await new Promise(resolve => setTimeout(resolve, 5))
    expect(log.subscriptions()).toMatchObject([{ tooSlow: 1, dropped: 0 }])
    await append(1)
    await reading
    expect(seen).toEqual(upTo(602))
  })

  it('notices that nothing comes although the log goes on (l)', async () => {
    const reading = readCount(log, 4)
    await append(2)
    await served()
    server.conditions.mutedSubscriptions = true
    await append(2)
    await new Promise(resolve => setTimeout(resolve, 400))
    server.conditions.mutedSubscriptions = false
    expect(await revisions(reading)).toEqual(upTo(4))
  })

  it('stays, however long it is idle', async () => {
    const reading = readCount(log, 2)
    await append(1)
    await served()
    await new Promise(resolve => setTimeout(resolve, 1000))
    expect(log.subscriptions()).toMatchObject([{ state: 'live', dropped: 0, tooSlow: 0 }])
    await append(1)
    expect(await revisions(reading)).toEqual(upTo(2))
  })

  it('goes on after the server was killed, and after it was stopped, whatever the reason said (m, p, q, s)', async () => {
    const reading = readCount(log, 9)
    await append(3)
    await served()
    await server.crash()
    await append(3)
    await served()
    await server.standIn.stop()
    for (let looks = 0; looks < 2000 && log.subscriptions()[0]?.state !== 'backoff'; looks++)
      await new Promise(resolve => setTimeout(resolve, 5))
    expect(log.subscriptions()).toMatchObject([{ state: 'backoff' }])
    await server.start()
    await append(3)
    expect(await revisions(reading)).toEqual(upTo(9))
  }, 30_000)

  it('begins although the server is away, once it is back', async () => {
    await append(2)
    await server.standIn.kill()
    const reading = readCount(log, 2)
    await new Promise(resolve => setTimeout(resolve, 300))
    await server.start()
    expect(await revisions(reading)).toEqual(upTo(2))
  })

  it('neither loses nor repeats an event under ten drops of every kind', async () => {
    const reading = readCount(log, 100)
    for (let round = 0; round < 10; round++) {
      await append(10)
      const how = (['gracefully', 'tooSlow', 'reset'] as const)[round % 3]
      if (how) server.standIn.control.endSubscriptions(how)
    }
    expect(await revisions(reading)).toEqual(upTo(100))
  })

  it('says where an event lies that is not ours, so that the reader can go on after it (k)', async () => {
    await append(1)
    const client = EventStoreDBClient.connectionString(server.url)
    const credentials = { username: 'a', password: 'b' }
    await client.appendToStream(
      `${server.namespace}.ticket-x`,
      jsonEvent({ type: 'Foreign', data: 'a text' }),
      { expectedRevision: NO_STREAM, credentials }
    )
    await client.dispose()
    await append(1)
    const failed: unknown = await readToHead(log).catch(error => error)
    expect(failed).toBeInstanceOf(Corrupt)
    const position = failed instanceof Corrupt ? failed.position : undefined
    expect(await revisions(readToHead(log, position))).toEqual([1])
  })

  it('is not moved by the events of others, nor stopped by many of them', async () => {
    await append(2)
    await foreign(server, 3000)
    expect(await revisions(readToHead(log))).toEqual(upTo(2))
    await append(1)
    expect(await revisions(readToHead(log))).toEqual(upTo(3))
  })

  it('says once in a while how far it looked, so that no later start reads the events of others again', async () => {
    const beating = await server.open({ timings: { ...patient, heartbeat: 100 } })
    await append(2, beating)
    const head = await beating.head()
    await foreign(server, 3000)
    const client = EventStoreDBClient.connectionString(server.url)
    const bookmarks = async () => {
      const found: { upTo?: unknown }[] = []
      const events = client.readStream<JSONEventType<string, { upTo?: unknown }>>(
        `${server.namespace}.desklog-bookmarks`
      )
      for await (const { event } of events) if (event) found.push(event.data)
      return found
    }
    const last = await lastOfAll(client)
    const beat = async () => String((await bookmarks()).at(-1)?.upTo ?? '') >= last
    for (let looks = 0; looks < 2000 && !(await beat()); looks++)
      await new Promise(resolve => setTimeout(resolve, 10))
    expect(await beat()).toBe(true)
    const before = await bookmarks()
    const started = await server.open({ timings: patient })
    expect(await started.head()).toBe(head)
    await append(1, started)
    expect(await log.head()).toBe(await started.head())
    expect((await log.head()) === head).toBe(false)
    // Nothing of others comes any more: no beat, apart from the start's own bookmark.
    await new Promise(resolve => setTimeout(resolve, 300))
    expect((await bookmarks()).length).toBeLessThanOrEqual(before.length + 2)
    await client.dispose()
  })

  it('finds nothing at a place between two events (w)', async () => {
    const { position } = await log.append('ticket-1', someEvents('a', 3), 'none')
    const between = position.replace(/\d{4}/g, '0000').replace(/\d$/, '1')
    expect(await log.eventAt(between as Position)).toBeUndefined()
    const all = await readToHead(log)
    expect(await readToHead(log, between as Position)).toEqual(all.filter(event => event.position > between))
  })

  it('makes reads Unavailable, and only for the time, when the server is silent or away (l, r)', async () => {
    await append(2)
    server.conditions.silent = true
    await expect(log.head()).rejects.toBeInstanceOf(Unavailable)
    await expect(readAll(log, 'ticket-1')).rejects.toBeInstanceOf(Unavailable)
    server.conditions.silent = false
    expect(await readAll(log, 'ticket-1')).toHaveLength(2)
    await server.standIn.kill()
    await expect(readAll(log, 'ticket-1')).rejects.toBeInstanceOf(Unavailable)
    await server.start()
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(await readAll(log, 'ticket-1')).toHaveLength(2)
  })

  it('calls a stream Corrupt that an operator deleted for ever: for whoever reads, subscribes or appends', async () => {
    const { position, revision } = await log.append('ticket-1', someEvents('a', 2), 'none')
    const client = EventStoreDBClient.connectionString(server.url)
    await client.tombstoneStream(`${server.namespace}.ticket-1`)
    await client.dispose()
    const words = /^stream ticket-1: somebody deleted it for ever at the server.*put back a backup/
    await expect(readAll(log, 'ticket-1')).rejects.toThrow(words)
    await expect(log.append('ticket-1', [someEvent('more')], revision)).rejects.toThrow(words)
    await expect(log.append('ticket-1', [someEvent('new')], 'none')).rejects.toBeInstanceOf(Corrupt)
    const after = log.subscribe(position, new AbortController().signal)[Symbol.asyncIterator]()
    await expect(after.next()).rejects.toThrow(words)
  })

  it('calls a stream Corrupt that an operator soft-deleted, and acknowledges nothing there', async () => {
    await append(2)
    const client = EventStoreDBClient.connectionString(server.url)
    await client.deleteStream(`${server.namespace}.ticket-1`)
    await client.dispose()
    const words = /^stream ticket-1: somebody deleted or truncated it at the server \(soft delete\)/
    await expect(readAll(log, 'ticket-1')).rejects.toThrow(words)
    await expect(log.append('ticket-1', [someEvent('more')], 'none')).rejects.toThrow(words)
    await expect(readAll(log, 'ticket-1')).rejects.toBeInstanceOf(Corrupt)
    expect(await readAll(log, 'ticket-2')).toEqual([])
  })
})

async function foreign(server: ServerUnderTest, count: number): Promise<void> {
  const client = EventStoreDBClient.connectionString(server.url)
  const credentials = { username: 'a', password: 'b' }
  for (let left = count; left > 0; left -= 1000) {
    const events = Array.from({ length: Math.min(left, 1000) }, () =>
      jsonEvent({ type: 'Foreign', data: {} })
    )
    await client.appendToStream(`foreign-${crypto.randomUUID()}`, events, {
      expectedRevision: NO_STREAM,
      credentials
    })
  }
  await client.dispose()
}

/** The position of the last event on the server that is no bookmark. */
async function lastOfAll(client: EventStoreDBClient): Promise<string> {
  const events = client.readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 10 })
  const found: string[] = []
  for await (const { event } of events)
    if (event && !event.streamId.endsWith('desklog-bookmarks')) found.push(positionOf(event.position))
  const [last] = found
  if (last === undefined) throw new Error('the server is empty')
  return last
}

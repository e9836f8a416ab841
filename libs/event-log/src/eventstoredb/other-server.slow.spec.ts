import { EventStoreDBClient, START } from '@eventstore/db-client'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readAll, someEvent } from '../contract/events.js'
import { OutcomeUnknown, Unavailable } from '../errors.js'
import type { Subscribed } from '../port.js'
import { findEventStoreLog } from './index.js'
import { hasty, realServer, ServerUnderTest, streamPrefixes } from './testing/server-under-test.js'

/** A real server is not ours to empty. */
const withStandIn = realServer ? describe.skip : describe
const patient = { ...hasty, append: 20_000, unreachable: 20_000 }

withStandIn('a log whose server is not its own any more', () => {
  let server: ServerUnderTest
  beforeEach(async () => {
    server = new ServerUnderTest()
    await server.start()
  })
  afterEach(() => server.remove())

  const saying = async (call: Promise<unknown>): Promise<string> => {
    const error: unknown = await call.catch(reason => reason)
    expect(error instanceof Unavailable || error instanceof OutcomeUnknown).toBe(true)
    return error instanceof Error ? error.message : ''
  }

  /** Streams on the server but its own. */
  const streams = async (): Promise<string[]> => {
    const client = EventStoreDBClient.connectionString(server.url)
    const found = new Set<string>()
    for await (const { event } of client.readAll({ fromPosition: START })) {
      if (event && !event.streamId.startsWith('$')) found.add(event.streamId)
    }
    await client.dispose()
    return [...found]
  }

  const events = async (): Promise<number> => {
    const client = EventStoreDBClient.connectionString(server.url)
    let count = 0
    for await (const _ of client.readAll({ fromPosition: START })) count++
    await client.dispose()
    return count
  }

  it('writes nothing to an empty one that took its place, says why, and goes on by itself when its own is back', async () => {
    const log = await server.open({ timings: hasty })
    const stop = new AbortController()
    const seen: string[] = []
    const items = log.subscribe('start', stop.signal)[Symbol.asyncIterator]()
    const nextEvent = async (): Promise<void> => {
      for (;;) {
        const item: IteratorResult<Subscribed> = await items.next()
        if (item.done) return
        if (item.value.kind === 'event') {
          seen.push(String(item.value.event.data['seed']))
          return
        }
      }
    }
    await log.append('ticket-1', [someEvent('before')], 'none')
    await nextEvent()

    const own = await server.swap()
    expect(await saying(log.append('ticket-2', [someEvent('lost')], 'none'))).toMatch(
      new RegExp(`holds no desk's log, ours is ${log.logId}: nothing is written`)
    )
    expect(await saying(log.ping())).toMatch(/holds no desk's log/)
    expect(await saying(readAll(log, 'ticket-1'))).toMatch(/holds no desk's log/)
    expect(await streams()).toEqual([])

    await server.swap(own)
    for (;;) {
      const appended = await log.append('ticket-2', [someEvent('after')], 'none').catch(() => undefined)
      if (appended) break
    }
    await nextEvent()
    expect(seen).toEqual(['before', 'after'])
    stop.abort()
    await items.return?.()
  })

  it('notices it although nothing was under way when the server went', async () => {
    const log = await server.open({ timings: patient })
    await log.append('ticket-1', [someEvent('before')], 'none')
    await server.swap()
    const other = await server.open({ namespace: 'other' })
    await other.append('ticket-1', [someEvent('theirs')], 'none')
    expect(await saying(log.head())).toMatch(/holds no desk's log/)
    expect(await streams()).not.toContain(`${server.namespace}.ticket-1`)
  })

  it("reads nothing of another desk's log under the same names", async () => {
    const log = await server.open({ timings: hasty })
    await log.append('ticket-1', [someEvent('ours')], 'none')
    await server.swap()
    const other = await server.open()
    await other.append('ticket-1', [someEvent('theirs')], 'none')
    expect(await saying(readAll(log, 'ticket-1'))).toMatch(
      `holds the log ${other.logId}, ours is ${log.logId}`
    )
    expect(await saying(log.append('ticket-1', [someEvent('more')], 0))).toMatch(/nothing is written/)
  })

  it('is looked at before anything is written there: an empty one, and one of another desk', async () => {
    const options = { url: server.url, namespace: server.namespace, streamPrefixes }
    const empty = await findEventStoreLog(options)
    expect([empty.isNew, await empty.head(), await readAll(empty, 'ticket-1')]).toEqual([true, undefined, []])
    expect(await saying(empty.append('ticket-1', [someEvent('a')], 'none'))).toMatch(/not begun/)
    expect(await streams()).toEqual([])
    await empty.mustStillBeNew()

    const theirs = await server.open()
    await theirs.append('ticket-1', [someEvent('theirs')], 'none')
    const before = await events()
    const other = await findEventStoreLog(options)
    expect([other.isNew, other.logId]).toEqual([false, theirs.logId])
    expect(await readAll(other, 'ticket-1')).toHaveLength(1)
    expect(await events()).toBe(before)

    // Named by another meanwhile: whoever looked at it when it was empty must look again.
    expect(await saying(empty.mustStillBeNew())).toMatch(/was named by another process/)
    expect(await saying(empty.begin())).toMatch(/was named by another process/)
    await empty.close()
    await other.close()
  })
})

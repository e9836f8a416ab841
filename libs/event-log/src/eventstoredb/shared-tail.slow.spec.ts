import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readCount, seeded, someEvent } from '../contract/events.js'
import { Corrupt, Unavailable } from '../errors.js'
import type { Position } from '../port.js'
import type { EventStoreDbLog } from './index.js'
import { hasty, realServer, ServerUnderTest } from './testing/server-under-test.js'

const withStandIn = realServer ? describe.skip : describe

withStandIn('subscribers of one EventStoreDB log', () => {
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

  const append = async (events: number) => {
    for (let i = 0; i < events; i++, count++)
      await log.append('ticket-1', [someEvent(count)], count === 0 ? 'none' : count - 1)
  }
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)
  const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
  const until = async (check: () => boolean) => {
    for (let looks = 0; looks < 1000 && !check(); looks++) await pause(5)
    expect(check()).toBe(true)
  }
  const served = () => server.standIn.control.subscriptions()
  const states = () => log.subscriptions().map(({ state }) => state)

  /** Follows the log until it is stopped, past what can't be read. */
  function follow(
    from: Position | 'start' = 'start',
    dawdle: () => Promise<unknown> | undefined = () => undefined
  ) {
    const stop = new AbortController()
    const revisions: number[] = []
    const passed: Position[] = []
    let caughtUp = 0
    const run = async () => {
      let after = from
      while (!stop.signal.aborted) {
        try {
          for await (const item of log.subscribe(after, stop.signal)) {
            if (item.kind === 'caughtUp') caughtUp++
            else {
              revisions.push(item.event.revision)
              after = item.event.position
            }
            await dawdle()
          }
        } catch (error) {
          if (!(error instanceof Corrupt)) throw error
          passed.push(error.position)
          after = error.position
        }
      }
    }
    const ended = run()
    ended.catch(() => undefined)
    const stopped = () => {
      stop.abort()
      return ended
    }
    return { revisions, passed, caughtUp: () => caughtUp, ended, stop: stopped }
  }

  it('have one subscription of the server once they have caught up, and none when all have left', async () => {
    await append(3)
    const all = [follow(), follow(), follow(), follow()]
    await until(() => all.every(one => one.caughtUp() > 0))
    await until(() => served() === 1)
    expect(states()).toEqual(['live'])
    await append(3)
    await until(() => all.every(one => one.caughtUp() > 1))
    expect(served()).toBe(1)
    for (const one of all) expect(one.revisions).toEqual(upTo(6))
    for (const one of all.slice(1)) await one.stop()
    await append(1)
    await until(() => all[0]?.revisions.length === 7)
    await all[0]?.stop()
    await until(() => served() === 0)
    expect(states()).toEqual([])
    expect(await readCount(log, 7)).toHaveLength(7)
  })

  it('pass each for itself what can not be read', async () => {
    const all = [follow(), follow(), follow()]
    await append(2)
    await until(() => all.every(one => one.caughtUp() > 0))
    const client = EventStoreDBClient.connectionString(server.url)
    await client.appendToStream(
      `${server.namespace}.ticket-x`,
      jsonEvent({ type: 'Foreign', data: 'a text' }),
      {
        expectedRevision: NO_STREAM,
        credentials: { username: 'a', password: 'b' }
      }
    )
    await client.dispose()
    await append(2)
    await until(() => all.every(one => one.revisions.length === 4))
    await until(() => served() === 1)
    for (const one of all) {
      expect(one.revisions).toEqual(upTo(4))
      expect(one.passed).toEqual(all[0]?.passed)
      expect(one.passed).toHaveLength(1)
      await one.stop()
    }
  })

  it('are told each when the log is closed', async () => {
    const all = [follow(), follow()]
    await until(() => all.every(one => one.caughtUp() > 0))
    const ends = Promise.allSettled(all.map(one => one.ended))
    await log.close()
    for (const end of await ends)
      expect(end).toMatchObject({ status: 'rejected', reason: expect.any(Unavailable) })
    expect(states()).toEqual([])
  })

  /** Where subscriptions are ended under it, and the machine is busy, a read may be given up once. */
  async function headSoon() {
    for (;;) {
      try {
        return await log.head()
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error
      }
    }
  }

  it('get exactly the log in its order, at any pace, whatever becomes of the subscription (10 seeds)', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = seeded(seed)
      const paces = [0, 0, 1 + random(5), 20 + random(20)]
      const begin = count
      const from = (await headSoon()) ?? 'start'
      const all = paces.map(pace => follow(from, () => (random(40) < pace ? pause(random(3)) : undefined)))
      for (let round = 0; round < 6; round++) {
        if (random(3) === 0) await append(random(60))
        else {
          const burst = Array.from({ length: 1 + random(300) }, (_, i) => someEvent(count + i))
          await log.append('ticket-1', burst, count === 0 ? 'none' : count - 1)
          count += burst.length
        }
        const how = (['gracefully', 'tooSlow', 'reset', undefined] as const)[random(4)]
        if (how) server.standIn.control.endSubscriptions(how)
        if (random(3) === 0) await pause(random(50))
      }
      await until(() => all.every(one => begin + one.revisions.length >= count))
      await until(() => served() === 1)
      for (const one of all) {
        expect({ seed, revisions: one.revisions }).toEqual({ seed, revisions: upTo(count).slice(begin) })
        await one.stop()
      }
    }
  }, 120_000)
})

import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readToHead, someEvent } from '../contract/events.js'
import { CannotOpen, Unavailable } from '../errors.js'
import { openEventStoreLog } from './index.js'
import { hasty, realServer, ServerUnderTest, streamPrefixes } from './testing/server-under-test.js'

/** Faults are scripted, which no real server lets us do. */
const withStandIn = realServer ? describe.skip : describe

withStandIn('opening a log on EventStoreDB', () => {
  let server: ServerUnderTest
  beforeEach(async () => {
    server = new ServerUnderTest()
    await server.start()
  })
  afterEach(() => server.remove())

  const refused = async (options: Parameters<ServerUnderTest['open']>[0]): Promise<string> => {
    const error: unknown = await server.open(options).catch(reason => reason)
    expect(error).toBeInstanceOf(CannotOpen)
    return error instanceof Error ? error.message : ''
  }

  it.each([
    ['sqlite:x', /is no address of EventStoreDB/],
    ['esdb://', /is no address of EventStoreDB/],
    ['esdb://h?tls=false&nodePreferense=leader', /unknown parameter nodePreferense/],
    ['esdb://h?tls=false&keepAliveInterval=-1', /keepAliveInterval must be 10000 ms or more/],
    ['esdb://h?tls=false&namespace=ticket-b', /begins like a desk's own streams/],
    ['esdb://h?tls=false&namespace=a.b', /namespace must have 1 to 48/],
    ['esdb://h:2113', /wants a name and a password/],
    ['esdb://a:geheim@h?tlsCAFile=nowhere.pem', /certificate file/]
  ])('refuses %s in words, without the password', async (url, words) => {
    const message = await refused({ url })
    expect(message).toMatch(words)
    expect(message).not.toContain('geheim')
  })

  it('takes kurrentdb:// as the same, and finds the leader through gossip (h)', async () => {
    const { port } = server.standIn
    const one = await server.open({ url: `kurrentdb://127.0.0.1:${port}?tls=false` })
    await one.append('ticket-1', [someEvent('a')], 'none')
    const other = await server.open({ url: `esdb+discover://127.0.0.1:${port}?tls=false` })
    expect(await readToHead(other)).toHaveLength(1)
  })

  it('waits for a server that is not there yet, says so once, and can be told to stop waiting', async () => {
    await server.standIn.kill()
    const notices: string[] = []
    const stop = new AbortController()
    // Patient with a slow machine once the server is there.
    const timings = { ...hasty, silence: 10_000, attempt: 3000 }
    const never = server.open({ timings, signal: stop.signal }).catch(error => error)
    const opening = server.open({ timings, notice: text => notices.push(text) })
    await new Promise(resolve => setTimeout(resolve, 600))
    stop.abort()
    expect(await never).toBeInstanceOf(Unavailable)
    await server.start()
    await (await opening).append('ticket-1', [someEvent('a')], 'none')
    expect(notices[0]).toMatch(/can't be reached yet/)
    expect(notices.length).toBeLessThan(4)
  })

  it('asks again when the first question got no answer (c)', async () => {
    server.conditions.silent = true
    const opening = server.open({ timings: hasty })
    await new Promise(resolve => setTimeout(resolve, 500))
    server.conditions.silent = false
    expect((await (await opening).append('ticket-1', [someEvent('a')], 'none')).revision).toBe(0)
  })

  it.each([
    ['is busy', 'busyAppends'],
    ['breaks the connection', 'lostAnswers'],
    ['hands the lead over', 'notLeaderAppends']
  ] as const)('begins its questions again when the server %s in the middle of them', async (_, trouble) => {
    const notices: string[] = []
    server.conditions[trouble] = 2
    const log = await server.open({ timings: hasty, notice: text => notices.push(text) })
    expect(notices[0]).toMatch(/can't be reached yet/)
    expect((await log.append('ticket-1', [someEvent('a')], 'none')).revision).toBe(0)
    const again = await server.open()
    expect(again.logId).toBe(log.logId)
  })

  it('names the remedy when the server has no TLS and TLS is asked for', async () => {
    const stop = new AbortController()
    const said = new Promise<string>(resolve => {
      const url = `esdb://admin:changeit@127.0.0.1:${server.standIn.port}`
      server.open({ url, timings: hasty, notice: resolve, signal: stop.signal }).catch(() => undefined)
    })
    expect(await said).toMatch(/add \?tls=false/)
    stop.abort()
  })

  it('refuses a server that is too old', async () => {
    server.conditions.version = '21.10.11'
    expect(await refused({})).toMatch(/version 21.10.11; 22.10 or later is needed/)
  })

  it('refuses a user who may not read $all', async () => {
    server.conditions.allDenied = true
    expect(await refused({})).toMatch(/reading \$all is denied.*ACL/)
  })

  it('refuses a user who may not write', async () => {
    server.conditions.writingDenied = true
    expect(await refused({})).toMatch(/writing is denied.*docs\/eventstoredb.md/)
  })

  it('refuses clocks that are far apart, and bears a small difference (i)', async () => {
    server.conditions.clockSkewMs = 120_000
    expect(await refused({})).toMatch(/its clock is 1[12]\d s ahead of ours/)
    server.conditions.clockSkewMs = -20_000
    const log = await server.open()
    expect(Math.abs(log.skewMs + 20_000)).toBeLessThan(2000)
  })

  it("refuses a server that holds another application's streams under our names", async () => {
    const client = EventStoreDBClient.connectionString(server.url)
    const credentials = { username: 'a', password: 'b' }
    const foreign = jsonEvent({ type: 'Foreign', data: {} })
    await client.appendToStream('ticket-9', foreign, {
      expectedRevision: NO_STREAM,
      credentials
    })
    await client.dispose()
    const opening = openEventStoreLog({ url: server.url, streamPrefixes })
    await expect(opening).rejects.toThrow(/streams named like a desk's/)
  })

  it('gives each log an id that stays, and keeps two desks on one server apart', async () => {
    const [one, same, other] = [
      await server.open(),
      await server.open(),
      await openEventStoreLog({ url: `${server.url}&namespace=other`, streamPrefixes })
    ]
    expect(one.logId).toBe(same.logId)
    expect(one.logId).not.toBe(other.logId)
    await one.append('ticket-1', [someEvent('a')], 'none')
    expect(await other.head()).toBeUndefined()
    await other.append('ticket-1', [someEvent('b')], 'none')
    expect(await readToHead(one)).toHaveLength(1)
    await other.close()
    await server.crash()
    expect((await server.open()).logId).toBe(one.logId)
  })
})

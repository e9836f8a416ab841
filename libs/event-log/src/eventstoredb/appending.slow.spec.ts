import { cpSync } from 'node:fs'
import { EventStoreDBClient, START } from '@eventstore/db-client'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { asAppended, readAll, readToHead, someEvent, someEvents } from '../contract/events.js'
import { Conflict, InvalidAppend, OutcomeUnknown, Unavailable } from '../errors.js'
import { hasty, realServer, ServerUnderTest } from './testing/server-under-test.js'

/** Faults are scripted, which no real server lets us do. The letters are the rows of what was seen of client and server. */
const withStandIn = realServer ? describe.skip : describe

withStandIn('an append through EventStoreDB', () => {
  let server: ServerUnderTest
  beforeEach(async () => {
    server = new ServerUnderTest()
    await server.start()
  })
  afterEach(() => server.remove())

  it('never takes the batch path, which has no deadline and which other clients can break (a, b, c, i)', async () => {
    const log = await server.open()
    await log.append('ticket-1', someEvents('a', 3), 'none')
    expect(server.standIn.control.calls['BatchAppend']).toBeUndefined()
  })

  it('ends with OutcomeUnknown when the server stays silent for the whole time (a, r)', async () => {
    const log = await server.open({ timings: { ...hasty, append: 700 } })
    server.conditions.silent = true
    await expect(log.append('ticket-1', [someEvent('a')], 'none')).rejects.toBeInstanceOf(OutcomeUnknown)
    server.conditions.silent = false
    expect((await log.append('ticket-1', [someEvent('a')], 'none')).revision).toBe(0)
  })

  it('outlasts a silence that is shorter', async () => {
    const log = await server.open({ timings: hasty })
    server.conditions.silent = true
    const appending = log.append('ticket-1', [someEvent('a')], 'none')
    setTimeout(() => {
      server.conditions.silent = false
    }, 500)
    expect((await appending).revision).toBe(0)
    expect(await readToHead(log)).toHaveLength(1)
  })

  it('does not care for the trouble of another server in the same process (b)', async () => {
    const other = new ServerUnderTest()
    await other.start()
    const [log, lost] = [await server.open(), await other.open({ timings: { ...hasty, append: 300 } })]
    other.conditions.silent = true
    const losing = lost.append('ticket-1', [someEvent('a')], 'none').catch(error => error)
    const appending = log.append('ticket-1', [someEvent('a')], 'none')
    await other.standIn.kill()
    expect(await losing).toBeInstanceOf(Error)
    expect((await appending).revision).toBe(0)
    await other.remove()
  })

  it('fails soon with Unavailable while no server can be reached, and works again when one is (d, s)', async () => {
    const log = await server.open({ timings: hasty })
    await server.standIn.kill()
    const refused = await log.append('ticket-1', [someEvent('a')], 'none').catch(error => error)
    // The first may have been on its way when the connection broke.
    expect(refused instanceof OutcomeUnknown || refused instanceof Unavailable).toBe(true)
    const began = performance.now()
    await expect(log.append('ticket-1', [someEvent('a')], 'none')).rejects.toBeInstanceOf(Unavailable)
    expect(performance.now() - began).toBeLessThan(2000)
    await server.start()
    expect((await log.append('ticket-1', [someEvent('a')], 'none')).revision).toBe(0)
  })

  it('is sent again while the server is busy (j)', async () => {
    const log = await server.open()
    server.conditions.busyAppends = 3
    expect((await log.append('ticket-1', [someEvent('a')], 'none')).revision).toBe(0)
    expect(server.conditions.busyAppends).toBe(0)
  })

  it('goes to the leader when another node was asked (m)', async () => {
    const log = await server.open()
    server.conditions.notLeaderAppends = 1
    expect((await log.append('ticket-1', [someEvent('a')], 'none')).revision).toBe(0)
    const leader = new ServerUnderTest()
    cpSync(server.directory, leader.directory, { recursive: true })
    await leader.start()
    server.conditions.notLeaderAppends = 1
    server.conditions.leader = { host: '127.0.0.1', port: leader.standIn.port }
    expect((await log.append('ticket-2', [someEvent('b')], 'none')).revision).toBe(0)
    expect(leader.standIn.control.calls['Append']).toBe(1)
    await leader.remove()
  })

  it('is stored once when its answer is lost after the commit', async () => {
    const log = await server.open()
    await log.append('ticket-1', [someEvent('zero')], 'none')
    server.conditions.lostAnswers = 2
    const events = someEvents('a', 3)
    expect((await log.append('ticket-1', events, 0)).revision).toBe(3)
    expect((await readAll(log, 'ticket-1')).map(asAppended)).toEqual([someEvent('zero'), ...events])
  })

  it('is a Conflict, not a success, when another writer came between the lost try and the repeat', async () => {
    const log = await server.open({ timings: hasty })
    const rival = await server.open()
    server.conditions.busyAppends = 1
    const appending = log.append('ticket-1', [someEvent('a')], 'none').catch(error => error)
    await rival.append('ticket-1', [someEvent('b')], 'none').catch(() => undefined)
    const outcomes = [await appending, ...(await readAll(log, 'ticket-1'))]
    expect(outcomes).toHaveLength(2)
    expect(outcomes[0] instanceof Conflict || outcomes[0].revision === 0).toBe(true)
  })

  it('waits for a slow replication, whose repeats the server drops without an answer', async () => {
    const log = await server.open({ timings: { ...hasty, attempt: 200 } })
    server.conditions.replicationMs = 600
    expect((await log.append('ticket-1', [someEvent('a')], 'none')).revision).toBe(0)
    server.conditions.replicationMs = 0
    expect(await readToHead(log)).toHaveLength(1)
  })

  it('stays fast when the same update comes 50 times at once (n)', async () => {
    const log = await server.open()
    server.conditions.racedAppendMs = 3000
    const began = performance.now()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => log.append('inbox-1-7', [someEvent('u')], 'none'))
    )
    expect(performance.now() - began).toBeLessThan(1500)
    expect(new Set(answers.map(answer => answer.position)).size).toBe(1)
    expect(await readToHead(log)).toHaveLength(1)
  })

  it('gets the same answer in every process that races it, after the time that the server lets the others wait (n)', async () => {
    const logs = await Promise.all([server.open(), server.open(), server.open()])
    const answers = await Promise.all(logs.map(log => log.append('inbox-1-7', [someEvent('u')], 'none')))
    expect(new Set(answers.map(answer => answer.position)).size).toBe(1)
    expect(await readToHead(await server.open())).toHaveLength(1)
  })

  it('is known again after the server was killed: what was acknowledged is there, the rest is stored once (p)', async () => {
    const log = await server.open({ timings: hasty })
    const acknowledged = new Set<string>()
    const writing = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; i < 20; i++) {
        const { revision } = await log.append(
          `ticket-${writer}`,
          [someEvent(`${writer} ${i}`)],
          i === 0 ? 'none' : i - 1
        )
        acknowledged.add(`${writer} ${revision}`)
        if (acknowledged.size === 40) await server.crash()
      }
    })
    await Promise.all(writing)
    const stored = await readToHead(log)
    expect(stored).toHaveLength(160)
    expect(new Set(stored.map(event => event.id)).size).toBe(160)
  })

  it('goes on after the server was stopped and started (q)', async () => {
    const log = await server.open()
    const stopping = server.standIn.stop()
    const appending = log.append('ticket-1', [someEvent('a')], 'none')
    await stopping
    await server.start()
    expect((await appending).revision).toBe(0)
  })

  it('is stored once after a restart, as no append says "any" (t)', async () => {
    const log = await server.open()
    const first = await log.append('ticket-1', [someEvent('a')], 'none')
    await server.crash()
    expect(await (await server.open()).append('ticket-1', [someEvent('a')], 'none')).toEqual(first)
  })

  it('is InvalidAppend over 1 MiB in all, which is what the server takes (y)', async () => {
    const log = await server.open()
    const large = someEvents('a', 5, { text: 'x'.repeat(250_000) })
    await expect(log.append('ticket-1', large, 'none')).rejects.toBeInstanceOf(InvalidAppend)
    expect((await log.append('ticket-1', large.slice(0, 4), 'none')).revision).toBe(3)
  })

  it('refuses a stream that nobody would read, and an id that the server could not keep', async () => {
    const log = await server.open()
    await expect(log.append('unknown-1', [someEvent('a')], 'none')).rejects.toBeInstanceOf(InvalidAppend)
    const odd = { ...someEvent('a'), id: 'not-a-uuid' as never }
    await expect(log.append('ticket-1', [odd], 'none')).rejects.toBeInstanceOf(InvalidAppend)
  })

  it('is JSON that other tools can read, with correlation and causation where they look for them', async () => {
    const log = await server.open()
    await log.append('ticket-1', [someEvent('a', { n: 1 })], 'none')
    const client = EventStoreDBClient.connectionString(server.url)
    const events = client.readStream(`${server.namespace}.ticket-1`, { fromRevision: START })
    for await (const { event } of events) {
      expect(event?.data).toEqual({ n: 1 })
      expect(event?.metadata).toMatchObject({ $correlationId: 'contract', $causationId: 'contract' })
    }
    await client.dispose()
  })
})

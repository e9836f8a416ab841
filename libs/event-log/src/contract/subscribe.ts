import { expect, it } from '@jest/globals'
import { Unavailable } from '../errors.js'
import type { EventLog, Position, Subscribed } from '../port.js'
import { readCount, readToHead, seeded, someEvent, someEvents } from './events.js'
import type { LogUnderTest } from './log-under-test.js'
import { bytesInUse, patienceMs } from './memory-use.js'

const turn = () => new Promise(resolve => setImmediate(resolve))

export function subscribeCases(under: () => LogUnderTest, open: () => Promise<LogUnderTest>): void {
  it('delivers every event of every stream in the order of the log', async () => {
    const { log } = under()
    const appended: string[] = []
    for (let i = 0; i < 20; i++) {
      const event = someEvent(i)
      await log.append(`ticket-${i % 3}`, [event], i < 3 ? 'none' : Math.floor(i / 3) - 1)
      appended.push(event.id)
    }
    const read = await readToHead(log)
    expect(read.map(event => event.id)).toEqual(appended)
    expect(read.map(event => event.position)).toEqual([...read.map(event => event.position)].sort())
  })

  it('starts after a position, which is excluded', async () => {
    const { log } = under()
    await log.append('ticket-1', someEvents('a', 5), 'none')
    await log.append('ticket-2', someEvents('b', 5), 'none')
    const all = await readToHead(log)
    for (const [i, event] of all.entries())
      expect(await readToHead(log, event.position)).toEqual(all.slice(i + 1))
  })

  it('goes on from where another one stopped, also after reopening', async () => {
    const { log, reopen } = under()
    await log.append('ticket-1', someEvents('a', 1200), 'none')
    const first = await readCount(log, 700)
    const rest = await readToHead(await reopen(), first.at(-1)?.position)
    expect([...first, ...rest].map(event => event.revision)).toEqual(
      Array.from({ length: 1200 }, (_, i) => i)
    )
  })

  it('says that it has caught up with an empty log, and again after each time it has waited', async () => {
    const { log } = under()
    const seen: string[] = []
    const stop = new AbortController()
    for await (const item of log.subscribe('start', stop.signal)) {
      seen.push(item.kind)
      const count = seen.filter(kind => kind === 'caughtUp').length
      if (item.kind === 'caughtUp' && count === 3) stop.abort()
      else if (item.kind === 'caughtUp') {
        // Not before the subscriber waits for it.
        setImmediate(() => log.append(`ticket-${count}`, someEvents(`a ${count}`, 2), 'none'))
      }
    }
    expect(seen).toEqual(['caughtUp', 'event', 'event', 'caughtUp', 'event', 'event', 'caughtUp'])
  })

  it('wakes every waiting subscriber with a live event', async () => {
    const { log } = under()
    const waiting = Array.from({ length: 10 }, () => subscriber(log))
    await Promise.all(waiting.map(one => one.caughtUp))
    const { position } = await log.append('ticket-1', [someEvent('a')], 'none')
    for (const one of waiting) expect(await one.next()).toMatchObject({ kind: 'event', event: { position } })
    await Promise.all(waiting.map(one => one.stop()))
  })

  it('refuses to start after what is no position', async () => {
    const { log } = under()
    await log.append('ticket-1', [someEvent('a')], 'none')
    await expect(readToHead(log, 'nowhere' as Position)).rejects.toThrow(
      /not a position of this kind of log: "nowhere"/
    )
  })

  it('waits at a position beyond the head and delivers only what comes after it', async () => {
    const { log } = under()
    const other = await open()
    try {
      await other.log.append('ticket-1', someEvents('other', 8), 'none')
      const beyond = (await other.log.head()) as Position
      await log.append('ticket-1', someEvents('a', 2), 'none')
      const waiting = readCount(log, 1, beyond)
      for (let i = 0; i < 100; i++) await log.append('ticket-1', [someEvent(`b ${i}`)], i + 1)
      const first = (await readToHead(log)).find(event => event.position > beyond)
      expect(first).toBeDefined()
      expect(await waiting).toEqual([first])
    } finally {
      await other.close()
    }
  })

  it('switches to live without a gap and without a repeat, whenever the appends come (60 seeds)', async () => {
    const { log } = under()
    let appended = 0
    const append = async (count: number) => {
      const expected = appended === 0 ? 'none' : appended - 1
      const events = Array.from({ length: count }, (_, i) => someEvent(appended + i))
      appended += count
      await log.append('ticket-1', events, expected)
    }
    await append(1100)
    for (let seed = 0; seed < 60; seed++) {
      const random = seeded(seed)
      const start = appended - 1 - random(1100)
      const total = appended + 30
      const [after] = await readCount(log, 1, (await positionBefore(log, start)) ?? 'start')
      const reading = collectSlowly(log, after?.position ?? 'start', total - start - 1, random)
      while (appended < total) {
        await append(Math.min(1 + random(4), total - appended))
        for (let i = random(3); i > 0; i--) await turn()
      }
      const expected = Array.from({ length: total - start - 1 }, (_, i) => start + 1 + i)
      expect({ seed, revisions: await reading }).toEqual({ seed, revisions: expected })
    }
  })

  it('delivers in the order of positions what 64 writers append at once', async () => {
    const { log } = under()
    const live = readCount(log, 64 * 20)
    await Promise.all(
      Array.from({ length: 64 }, async (_, writer) => {
        for (let i = 0; i < 20; i++) {
          await log.append(`ticket-${writer}`, [someEvent(`${writer} ${i}`)], i === 0 ? 'none' : i - 1)
        }
      })
    )
    const positions = (await live).map(event => event.position)
    expect(positions).toEqual([...positions].sort())
    expect(new Set(positions).size).toBe(64 * 20)
    expect(await readToHead(log)).toEqual(await live)
    for (let writer = 0; writer < 64; writer++) {
      const revisions = (await live)
        .filter(event => event.stream === `ticket-${writer}`)
        .map(event => event.revision)
      expect(revisions).toEqual(Array.from({ length: 20 }, (_, i) => i))
    }
  })

  it('ends without error when it is aborted while it waits', async () => {
    const { log } = under()
    const one = subscriber(log)
    await one.caughtUp
    const next = one.next()
    await turn()
    await one.stop()
    expect(await next).toBeUndefined()
  })

  it('delivers nothing when it was aborted before, and nothing more once it is aborted', async () => {
    const { log } = under()
    await log.append('ticket-1', someEvents('a', 5), 'none')
    const items: Subscribed[] = []
    for await (const item of log.subscribe('start', AbortSignal.abort())) items.push(item)
    expect(items).toEqual([])
    const stop = new AbortController()
    for await (const item of log.subscribe('start', stop.signal)) {
      items.push(item)
      stop.abort()
    }
    expect(items).toHaveLength(1)
  })

  it(
    'holds a bounded part of the log in memory while its reader is slow',
    async () => {
      const { log } = under()
      const filler = 'x'.repeat(4096)
      for (let i = 0; i < 50; i++)
        await log.append(`ticket-${i}`, someEvents(`a ${i}`, 200, { filler }), 'none')
      const before = bytesInUse()
      let most = 0
      let count = 0
      const stop = new AbortController()
      for await (const item of log.subscribe('start', stop.signal)) {
        if (item.kind === 'caughtUp') stop.abort()
        else count++
        if (count % 2500 === 1) most = Math.max(most, bytesInUse() - before)
        if (count % 100 === 0) await turn()
      }
      expect(count).toBe(10_000)
      expect(most).toBeLessThan(12 * 2 ** 20)
    },
    patienceMs
  )

  it('fails with Unavailable when the log is closed under it', async () => {
    const { log } = under()
    const one = subscriber(log)
    await one.caughtUp
    const next = one.next()
    await log.close()
    await expect(next).rejects.toBeInstanceOf(Unavailable)
  })
}

async function positionBefore(log: EventLog, revision: number): Promise<Position | undefined> {
  if (revision === 0) return undefined
  for await (const event of log.readStream('ticket-1', revision - 1)) return event.position
  return undefined
}

async function collectSlowly(
  log: EventLog,
  after: Position | 'start',
  count: number,
  random: (n: number) => number
): Promise<number[]> {
  const revisions: number[] = []
  const stop = new AbortController()
  if (count === 0) return revisions
  for await (const item of log.subscribe(after, stop.signal)) {
    if (item.kind === 'event') revisions.push(item.event.revision)
    if (revisions.length >= count) stop.abort()
    if (random(50) === 0) await turn()
  }
  return revisions
}

/** A subscription pulled by hand. */
function subscriber(log: EventLog) {
  const abort = new AbortController()
  const items = log.subscribe('start', abort.signal)[Symbol.asyncIterator]()
  const next = async (): Promise<Subscribed | undefined> => {
    const { done, value } = await items.next()
    return done ? undefined : value
  }
  const caughtUp = (async () => {
    for (let item = await next(); item && item.kind !== 'caughtUp'; ) item = await next()
  })()
  const stop = async () => {
    abort.abort()
    await items.return?.()
  }
  return { next, caughtUp, stop }
}

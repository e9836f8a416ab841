import { describe, expect, it } from '@jest/globals'
import { readToHead, seeded, someEvent, someEvents } from '../contract/events.js'
import { describeEventLog } from '../contract/index.js'
import { Corrupt } from '../errors.js'
import { MemoryDisk, openMemoryLog } from '../memory/index.js'
import type { EventLog, Position, Subscribed } from '../port.js'
import { SharedTail } from './shared-tail.js'
import type { TailLimits } from './tail.js'

type Source = EventLog['subscribe']

/** A memory log whose subscribers share its tail. */
function sharing(log: EventLog, limits?: TailLimits, source: Source = (...args) => log.subscribe(...args)) {
  const open = new Set<'subscription'[]>()
  const counted = async function* (after: Position | 'start', signal: AbortSignal) {
    const one: 'subscription'[] = []
    open.add(one)
    try {
      yield* source(after, signal)
    } finally {
      open.delete(one)
    }
  }
  const tail = new SharedTail(counted, limits)
  const shared: EventLog = {
    append: (...args) => log.append(...args),
    readStream: (...args) => log.readStream(...args),
    subscribe: (...args) => tail.subscribe(...args),
    head: () => log.head(),
    eventAt: position => log.eventAt(position),
    ping: () => log.ping(),
    close: () => log.close()
  }
  return { log: shared, subscriptions: () => open.size }
}

describeEventLog('a log whose subscribers share its tail', async () => {
  const disk = new MemoryDisk()
  let { log } = sharing(openMemoryLog({ disk }))
  return {
    log,
    reopen: async () => {
      await log.close()
      log = sharing(openMemoryLog({ disk })).log
      return log
    },
    close: () => log.close()
  }
})

const turn = () => new Promise(resolve => setImmediate(resolve))

/** A subscription pulled by hand. */
function subscriber(log: EventLog, after: Position | 'start' = 'start') {
  const abort = new AbortController()
  const items = log.subscribe(after, abort.signal)[Symbol.asyncIterator]()
  const next = async (): Promise<Subscribed | undefined> => {
    const { done, value } = await items.next()
    return done ? undefined : value
  }
  const revisions = async (count: number) => {
    const found: (number | string | undefined)[] = []
    while (found.length < count) {
      const item = await next()
      found.push(item?.kind === 'event' ? item.event.revision : item?.kind)
    }
    return found
  }
  return { next, revisions, abort: () => abort.abort(), leave: () => items.return?.() }
}

/** Has read everything, and waits for more. */
async function waiting(log: EventLog, after?: Position) {
  const one = subscriber(log, after)
  for (let item = await one.next(); item && item.kind !== 'caughtUp'; ) item = await one.next()
  const first = one.next()
  await turn()
  return { ...one, first }
}

describe('subscribers that have caught up', () => {
  it('share one subscription and each event of it, and the last that leaves ends it', async () => {
    const { log, subscriptions } = sharing(openMemoryLog())
    await log.append('ticket-1', someEvents('a', 3), 'none')
    const all = [await waiting(log), await waiting(log), await waiting(log)]
    expect(subscriptions()).toBe(1)
    await log.append('ticket-1', [someEvent('b')], 2)
    const [item, ...others] = await Promise.all(all.map(one => one.first))
    expect(item).toMatchObject({ kind: 'event', event: { revision: 3 } })
    for (const other of others) expect(other).toBe(item)
    all[0]?.abort()
    expect(await all[0]?.next()).toBeUndefined()
    await all[1]?.leave()
    await turn()
    expect(subscriptions()).toBe(1)
    expect(await all[2]?.next()).toEqual({ kind: 'caughtUp' })
    await all[2]?.leave()
    await turn()
    expect(subscriptions()).toBe(0)
    const next = await waiting(log)
    expect(subscriptions()).toBe(1)
    await log.append('ticket-1', [someEvent('c')], 3)
    expect(await next.first).toMatchObject({ event: { revision: 4 } })
    await next.leave()
  })

  it('are alone until they have caught up', async () => {
    const { log, subscriptions } = sharing(openMemoryLog())
    await log.append('ticket-1', someEvents('a', 3), 'none')
    const first = await waiting(log)
    const behind = subscriber(log)
    expect(await behind.revisions(2)).toEqual([0, 1])
    expect(subscriptions()).toBe(2)
    expect(await behind.revisions(2)).toEqual([2, 'caughtUp'])
    const pending = behind.next()
    await turn()
    expect(subscriptions()).toBe(1)
    await log.append('ticket-1', [someEvent('b')], 2)
    expect(await pending).toMatchObject({ event: { revision: 3 } })
    for (const one of [first, behind]) await one.leave()
  })

  it('are alone while the shared subscription begins after them', async () => {
    const memory = openMemoryLog()
    const begun: string[] = []
    const { log } = sharing(memory, undefined, (after, signal) => {
      begun.push(after)
      return memory.subscribe(after, signal)
    })
    const beyond = 'm000000000002' as Position
    const ahead = await waiting(log, beyond)
    const behind = await waiting(log)
    expect(begun).toEqual([beyond, 'start'])
    await log.append('ticket-1', someEvents('a', 3), 'none')
    expect(await behind.first).toMatchObject({ event: { revision: 0 } })
    expect(await behind.revisions(3)).toEqual([1, 2, 'caughtUp'])
    expect(await ahead.first).toMatchObject({ event: { revision: 2 } })
    for (const one of [ahead, behind]) await one.leave()
  })

  it.each([
    ['number', { events: 10, characters: 1e6 }],
    ['size', { events: 1e6, characters: 4000 }]
  ])('go on alone, with nothing missed or repeated, when they fall behind by %s', async (_, limits) => {
    const { log, subscriptions } = sharing(openMemoryLog(), limits)
    const quick = await waiting(log)
    const slow = await waiting(log)
    for (let i = 0; i < 50; i++) {
      await log.append('ticket-1', [someEvent(i)], i === 0 ? 'none' : i - 1)
      if (i === 0) await quick.first
      else expect(await quick.revisions(2)).toEqual(['caughtUp', i])
    }
    expect(await slow.first).toMatchObject({ event: { revision: 0 } })
    expect(await slow.revisions(10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(subscriptions()).toBe(2)
    expect(await slow.revisions(40)).toEqual([...Array.from({ length: 39 }, (_, i) => 11 + i), 'caughtUp'])
    const pending = slow.next()
    await turn()
    expect(subscriptions()).toBe(1)
    await log.append('ticket-1', [someEvent('last')], 49)
    expect(await pending).toMatchObject({ event: { revision: 50 } })
    for (const one of [quick, slow]) await one.leave()
  })

  it('meet a fault each at its own position, and what came before it first', async () => {
    const memory = openMemoryLog()
    const { log, subscriptions } = sharing(memory, undefined, async function* (after, signal) {
      for await (const item of memory.subscribe(after, signal)) {
        if (item.kind === 'event' && item.event.revision === 2)
          throw new Corrupt(item.event.stream, 2, item.event.position, 'planted')
        yield item
      }
    })
    const all = [await waiting(log), await waiting(log)]
    await log.append('ticket-1', someEvents('a', 4), 'none')
    for (const one of all) {
      expect(await one.first).toMatchObject({ event: { revision: 0 } })
      expect(await one.next()).toMatchObject({ event: { revision: 1 } })
      const failed: unknown = await one.next().catch(error => error)
      expect(failed).toBeInstanceOf(Corrupt)
      const after = failed instanceof Corrupt ? failed.position : undefined
      expect((await readToHead(log, after)).map(event => event.revision)).toEqual([3])
    }
    await turn()
    expect(subscriptions()).toBe(0)
  })

  it('go on alone for a while when the shared subscription ends', async () => {
    const memory = openMemoryLog()
    const ends: AbortController[] = []
    const { log, subscriptions } = sharing(memory, undefined, (after, signal) => {
      const end = new AbortController()
      ends.push(end)
      return memory.subscribe(after, AbortSignal.any([signal, end.signal]))
    })
    const all = [await waiting(log), await waiting(log)]
    ends[0]?.abort()
    await turn()
    await log.append('ticket-1', someEvents('a', 2), 'none')
    for (const one of all) expect((await one.first)?.kind).toBe('caughtUp')
    for (const one of all) expect(await one.revisions(3)).toEqual([0, 1, 'caughtUp'])
    const pending = all.map(one => one.next())
    await turn()
    expect(subscriptions()).toBe(1)
    for (const one of all) one.abort()
    expect(await Promise.all(pending)).toEqual([undefined, undefined])
  })

  it('get exactly the log in its order, however they come, go, dawdle and fail (300 seeds)', async () => {
    for (let seed = 0; seed < 300; seed++) await anyHistory(seed)
  })
})

async function anyHistory(seed: number): Promise<void> {
  const random = seeded(seed)
  const memory = openMemoryLog()
  const breaks = seed % 3 === 0
  const limits = { events: 1 + random(20), characters: seed % 2 === 0 ? 1e6 : 300 + random(4000) }
  const { log, subscriptions } = sharing(memory, limits, async function* (after, signal) {
    try {
      for await (const item of memory.subscribe(after, signal)) {
        for (let i = random(3); i > 0; i--) await turn()
        if (breaks && random(40) === 0) throw new Error('planted')
        yield item
      }
    } finally {
      for (let i = random(10); i > 0; i--) await turn()
    }
  })
  const total = 60 + random(100)
  const positions: Position[] = []
  const stop = new AbortController()
  const readers = Array.from({ length: 2 + random(6) }, () => reader(log, positions, total, random, stop))
  while (positions.length < total) {
    const count = Math.min(1 + random(random(4) === 0 ? 30 : 3), total - positions.length)
    const events = Array.from({ length: count }, (_, i) => someEvent(positions.length + i))
    await log.append('ticket-1', events, positions.length === 0 ? 'none' : positions.length - 1)
    for await (const { position } of log.readStream('ticket-1', positions.length)) positions.push(position)
    for (let i = random(6); i > 0; i--) await turn()
  }
  for (const read of await Promise.all(readers)) {
    const expected = Array.from({ length: total - read.start }, (_, i) => read.start + i)
    expect({ seed, read: read.revisions }).toEqual({ seed, read: expected })
  }
  for (let i = 0; i < 20; i++) await turn()
  expect({ seed, subscriptions: subscriptions() }).toEqual({ seed, subscriptions: 0 })
}

/** Comes at some time, after some event, now and then leaves and comes again, until it has read everything. */
async function reader(
  log: EventLog,
  positions: readonly Position[],
  total: number,
  random: (n: number) => number,
  stop: AbortController
) {
  for (let i = random(60); i > 0; i--) await turn()
  const start = random(positions.length + 1)
  let after: Position | 'start' = positions[start - 1] ?? 'start'
  const revisions: number[] = []
  const pace = 1 + random(20)
  while (start + revisions.length < total && !stop.signal.aborted) {
    const leave = new AbortController()
    const patience = random(60)
    let seen = 0
    try {
      for await (const item of log.subscribe(after, leave.signal)) {
        if (item.kind === 'event') {
          revisions.push(item.event.revision)
          after = item.event.position
        }
        if (start + revisions.length >= total) break
        if (random(pace) === 0) for (let i = random(8); i > 0; i--) await turn()
        if (++seen > patience && random(2) === 0) leave.abort()
        else if (seen > patience) break
      }
    } catch (error) {
      if (!(error instanceof Error && error.message === 'planted')) throw error
    }
  }
  return { start, revisions }
}

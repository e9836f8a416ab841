import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { deskSettings } from '#domain'
import { FakeClock, ok, type TicketId } from '#kernel'
import { silentLogger } from '#observability'
import { openMemoryReadStore } from '#read-store/memory'
import type { TimerDocument } from '#views'
import { always, policy } from '../sla/testing/bodies.js'
import { memoryStores, type Stores } from '../sla/testing/desk.js'
import { openScene, type Scene } from '../sla/testing/scene.js'
import { createTimers } from './timers.js'

const minute = 60_000
const firstReply = { metric: 'first_reply', target_s: 1800, warn_before_s: [600] }

let stores: Stores
let scene: Scene
beforeEach(async () => {
  stores = memoryStores()
  scene = await openScene(stores)
})
afterEach(() => scene.close())

async function withPolicy(targets: readonly object[] = [firstReply]) {
  await scene.publish('calendar', 'always', always)
  await scene.publish('sla_policy', 'standard', policy(targets))
}
/** Type, minutes since the start, and what else matters. */
async function told(ticketId: TicketId) {
  const start = Date.UTC(2026, 0, 5, 9)
  return (await scene.events(ticketId)).map(({ type, data }) => {
    const at = typeof data['at'] === 'number' ? (data['at'] - start) / minute : null
    return [type, at, data['reason'] ?? data['cause'] ?? data['beforeS'] ?? null]
  })
}

describe('what is due', () => {
  it('is recorded with its true instant, once, and nothing more follows', async () => {
    await withPolicy()
    const ticket = await scene.openTicket('one')
    await scene.pass(19)
    expect(await told(ticket)).toHaveLength(1)
    await scene.pass(21)
    expect(await told(ticket)).toEqual([
      ['SlaApplied', 0, 'opened'],
      ['SlaWarned', 20, 600],
      ['SlaBreached', 30, 'time_passed']
    ])
    const breached = (await scene.events(ticket)).at(-1)
    expect(breached?.data['noticedAt']).toBe(Date.UTC(2026, 0, 5, 9, 40))
    const head = await scene.log.head()
    await scene.pass(600)
    expect(await scene.log.head()).toBe(head)
    expect(await scene.tickets.get(ticket)).toMatchObject({ timers: [], standing: 'breached' })
  })

  it('is recorded in the order of instants over all tickets, also after a long time away', async () => {
    await withPolicy()
    for (let n = 0; n < 80; n++) {
      await scene.openTicket(`ticket ${n}`)
      await scene.clock.advance(1000)
    }
    await scene.pass(60)
    const instants: number[] = []
    const stop = new AbortController()
    for await (const item of scene.log.subscribe('start', stop.signal)) {
      if (item.kind === 'caughtUp') break
      if (/^Sla(Warned|Breached)$/.test(item.event.type)) instants.push(Number(item.event.data['at']))
    }
    stop.abort()
    expect(instants).toHaveLength(160)
    // At most as many as are recorded at once can change places.
    const sorted = instants.toSorted((a, b) => a - b)
    for (const [place, at] of instants.entries()) {
      expect(Math.abs(sorted.indexOf(at) - place)).toBeLessThan(32)
    }
  })

  it('is nothing for a ticket answered in time', async () => {
    await withPolicy()
    const ticket = await scene.openTicket('one')
    await scene.pass(10)
    await scene.reply(ticket)
    await scene.pass(60)
    expect(await told(ticket)).toEqual([['SlaApplied', 0, 'opened']])
  })

  it('waits while updates may wait at Telegram', async () => {
    await withPolicy()
    const ticket = await scene.openTicket('one')
    scene.telegram.drained = false
    await scene.pass(60)
    expect(await told(ticket)).toHaveLength(1)
    scene.telegram.drained = true
    await scene.pass(1)
    expect(await told(ticket)).toHaveLength(3)
  })

  it('waits for what a webhook may still bring after a start', async () => {
    await withPolicy()
    const ticket = await scene.openTicket('one')
    await scene.pass(15)
    scene.restartTimers(150_000)
    await scene.clock.advance(15 * minute)
    scene.restartTimers(150_000)
    await scene.pass(2)
    expect(await told(ticket)).toHaveLength(1)
    await scene.pass(1)
    expect(await told(ticket)).toHaveLength(3)
  })

  it('waits for what a webhook may still bring after an outage', async () => {
    await withPolicy()
    scene.restartTimers(150_000)
    await scene.pass(3)
    const ticket = await scene.openTicket('one')
    const breaches = async () => (await scene.events(ticket, 'SlaBreached')).map(({ data }) => data['at'])
    const due = scene.clock.now() + 30 * minute
    scene.telegram.drained = false
    await scene.pass(31)
    scene.telegram.reach = { kind: 'unreachable', since: scene.clock.now() }
    await scene.pass(5)
    scene.telegram.reach = { kind: 'reachable', since: scene.clock.now() }
    scene.telegram.drained = true
    await scene.pass(2)
    expect(await breaches()).toEqual([])
    await scene.pass(1)
    expect(await breaches()).toEqual([due])
  })

  it('is decided from the stream as it is, and left alone where that has changed meanwhile', async () => {
    await withPolicy()
    const ticket = await scene.openTicket('one')
    await scene.clock.advance(40 * minute)
    const looking = scene.round()
    await scene.act(ticket, { type: 'HoldTicket' })
    await looking
    await scene.pass(0)
    expect((await told(ticket)).map(([type]) => type)).toEqual(['SlaApplied', 'SlaWarned', 'SlaBreached'])
  })
})

describe('the view of what is due', () => {
  const entries = async () =>
    (await scene.timers.find({ index: 'due', where: {}, limit: 100 })).map(({ kind, what, at, after }) => [
      kind,
      what,
      (at - Date.UTC(2026, 0, 5, 9)) / minute,
      after
    ])

  it('has an entry of its own for each thing, until its stream says otherwise', async () => {
    await withPolicy([firstReply, { metric: 'resolution', target_s: 7200 }])
    const ticket = await scene.openTicket('one')
    expect(await entries()).toEqual([
      ['sla_warning', 'sla-first_reply-1', 20, null],
      ['sla_breach', 'sla-resolution-1', 120, null]
    ])
    await scene.pass(21)
    expect(await entries()).toEqual([
      ['sla_breach', 'sla-first_reply-1', 30, null],
      ['sla_breach', 'sla-resolution-1', 120, null]
    ])
    await scene.reply(ticket)
    expect(await entries()).toEqual([['sla_breach', 'sla-resolution-1', 120, null]])
    await scene.act(ticket, { type: 'ResolveTicket', cause: 'api', now: scene.clock.now() })
    expect(await entries()).toEqual([['auto_close', 'auto-close', 21, 'auto_close_after_s']])
    await scene.act(ticket, { type: 'ReopenTicket', cause: 'api', now: scene.clock.now() })
    expect(await entries()).toEqual([
      ['sla_warning', 'sla-first_reply-2', 41, null],
      ['sla_breach', 'sla-resolution-1', 120, null]
    ])
  })

  it('can be lost and built anew: nothing is missed and nothing happens twice', async () => {
    await withPolicy()
    const before = await scene.openTicket('before')
    await scene.pass(25)
    const after = await scene.openTicket('after')
    await scene.close()
    stores = { ...stores, store: openMemoryReadStore() }
    scene = await openScene(stores)
    await scene.pass(60)
    const types = ['SlaApplied', 'SlaWarned', 'SlaBreached']
    for (const ticket of [before, after]) expect((await told(ticket)).map(([type]) => type)).toEqual(types)
  })
})

describe('a ticket resolved for long', () => {
  const closed = async (ticket: TicketId) =>
    (await scene.events(ticket, 'TicketClosed')).map(({ data }) => data['cause'])
  const resolved = async (name: string) => {
    const ticket = await scene.openTicket(name)
    await scene.act(ticket, { type: 'ResolveTicket', cause: 'api', now: scene.clock.now() })
    return ticket
  }
  const closeAfter = (seconds: number | null) =>
    scene.publish('desk', 'main', { auto_close_after_s: seconds })

  it('is closed when the desk says so, also one that was resolved before', async () => {
    const ticket = await resolved('one')
    await scene.pass(120)
    expect(await closed(ticket)).toEqual([])
    await closeAfter(3600)
    await scene.pass(1)
    expect(await closed(ticket)).toEqual(['inactivity'])
  })

  it('waits as long as the setting says now, not as it said when it was resolved', async () => {
    await closeAfter(3600)
    const ticket = await resolved('one')
    await closeAfter(7200)
    await scene.pass(90)
    expect(await closed(ticket)).toEqual([])
    await closeAfter(null)
    await scene.pass(90)
    expect(await closed(ticket)).toEqual([])
    await closeAfter(3600)
    await scene.pass(1)
    expect(await closed(ticket)).toEqual(['inactivity'])
  })

  it('is not closed once it was reopened, and waits anew when it is resolved again', async () => {
    await closeAfter(3600)
    const ticket = await resolved('one')
    await scene.pass(50)
    await scene.act(ticket, { type: 'ReopenTicket', cause: 'api', now: scene.clock.now() })
    await scene.pass(50)
    await scene.act(ticket, { type: 'ResolveTicket', cause: 'api', now: scene.clock.now() })
    await scene.pass(50)
    expect(await closed(ticket)).toEqual([])
    await scene.pass(11)
    expect(await closed(ticket)).toEqual(['inactivity'])
  })
})

it('two processes that fire at once record each thing once', async () => {
  await withPolicy()
  await scene.publish('desk', 'main', { auto_close_after_s: 600 })
  const owed = await Promise.all(Array.from({ length: 40 }, (_, n) => scene.openTicket(`owed ${n}`)))
  const done = await scene.openTicket('done')
  await scene.act(done, { type: 'ResolveTicket', cause: 'api', now: scene.clock.now() })
  await scene.clock.advance(60 * minute)
  const other = scene.anotherTimers()
  for (let rounds = 0; rounds < 4; rounds++) {
    await Promise.all([scene.round(), other.round()])
    await scene.settled()
  }
  for (const ticket of owed)
    expect((await told(ticket)).map(([type]) => type)).toEqual(['SlaApplied', 'SlaWarned', 'SlaBreached'])
  expect(await scene.events(done, 'TicketClosed')).toHaveLength(1)
})

it('a process that starts again goes on with what is due', async () => {
  await withPolicy()
  const ticket = await scene.openTicket('one')
  await scene.close()
  await stores.clock.advance(60 * minute)
  scene = await openScene(stores)
  await scene.pass(0)
  expect((await told(ticket)).map(([type]) => type)).toEqual(['SlaApplied', 'SlaWarned', 'SlaBreached'])
})

it('what its stream says nothing of does not hold up what is due behind it, however much it is', async () => {
  const clock = new FakeClock()
  const entry = (n: number): TimerDocument => ({
    id: `ticket-${n}/auto-close`,
    stream: `ticket-${n}`,
    kind: 'auto_close',
    what: 'auto-close',
    after: null,
    at: n,
    revision: 0
  })
  const all = Array.from({ length: 1300 }, (_, n) => entry(n))
  const fired: string[] = []
  const lastAlone = {
    decide: async (streams: readonly string[]) =>
      streams
        .filter(stream => stream === 'ticket-1299')
        .map(stream => ({
          stream,
          at: 1299,
          word: 'close',
          revision: 0,
          fire: async () => {
            fired.push(stream)
            return ok({ stream, events: [], revision: 1, position: undefined, repeated: false })
          }
        }))
  }
  const timers = createTimers({
    clock,
    log: { head: async () => undefined },
    logger: silentLogger,
    settings: { desk: async () => deskSettings({}) },
    timers: {
      find: async ({ where, after, limit }) =>
        where['after'] === null ? all.filter(({ at }) => at > Number(after?.order ?? -1)).slice(0, limit) : []
    },
    kinds: {
      sla_warning: lastAlone,
      sla_breach: lastAlone,
      sla_retraction: lastAlone,
      auto_close: lastAlone,
      availability_end: lastAlone,
      absence: lastAlone,
      routing: lastAlone,
      rule: lastAlone,
      form_timeout: lastAlone
    },
    first: async () => {},
    passed: async () => true,
    drained: () => true,
    graceAfterOutageMs: 0,
    telegram: () => ({ kind: 'unknown' })
  })
  const more: boolean[] = []
  for (let rounds = 0; rounds < 3; rounds++) more.push(await timers.round())
  expect([fired, more]).toEqual([['ticket-1299'], [true, true, false]])
})

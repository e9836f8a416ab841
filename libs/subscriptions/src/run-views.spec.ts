import { afterEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { openMemoryDeskState } from '#desk-state/memory'
import { Corrupt, type EventLog, type RecordedEvent } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { FakeClock } from '#kernel'
import { currentView, type ReadStore, StoreUnavailable, type View } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'
import type { RebuildProgress, RunningViews, ViewsOptions } from './index.js'
import { runViews } from './index.js'
import {
  appender,
  pass,
  repeating,
  runtime,
  settle,
  switchesView,
  tallyView,
  totalsView,
  withSubscribe
} from './testing/index.js'

const running: RunningViews[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

function bench(log: EventLog = openMemoryLog(), store: ReadStore = openMemoryReadStore()) {
  const clock = new FakeClock()
  const state = openMemoryDeskState({ clock })
  const start = (views: View[] = [tallyView()], more: Partial<ViewsOptions> = {}): RunningViews => {
    const started = runViews({ ...runtime(clock), log, store, state, views, ...more })
    running.push(started)
    return started
  }
  const tally = currentView(store, tallyView())
  return { clock, log, store, state, append: appender(log), start, tally }
}

/** Every byte of a view: its documents as stored, with what they reflect. */
async function dump(store: ReadStore, view: View): Promise<string> {
  const id = await store.current(view.name)
  if (!id) return 'nothing'
  const reads = await store.open(id, view.collections)
  const six = Array.from({ length: 6 }, (_, i) => i)
  const all = six.flatMap(i => [`tally-${i}`, String(i), ...six.map(n => `tally-${i}/${n}`)])
  const found = await Promise.all(view.collections.map(one => reads.getMany(one.name, all)))
  return JSON.stringify(found.flat().sort((a, b) => (a.document.id < b.document.id ? -1 : 1)))
}

const reached = async (views: RunningViews, position: string, names = ['tally']) => {
  for (const name of names) expect(await views.waitFor(name, position, 1000)).toBe(true)
}

describe('the views', () => {
  it('are built from the first event, switched to when they have caught up, and follow live', async () => {
    const { append, start, store, tally } = bench()
    for (const n of [1, 2]) await append('tally-1', { n })
    await expect(tally.get('tallies', 'tally-1')).rejects.toThrow(StoreUnavailable)
    const views = start()
    const ignored = await append('other', {})
    await reached(views, ignored)
    expect((await tally.get('tallies', 'tally-1'))?.document).toMatchObject({ count: 2, sum: 3 })
    expect(await store.current('tally')).toEqual({ name: 'tally', version: 1, build: 0 })
    await reached(views, await append('tally-1', { n: 5 }))
    expect(
      (await tally.find('tallies', { index: 'by_sum', where: {}, limit: 5 })).map(one => one.reflects)
    ).toEqual([2])
    await settle()
    const [status] = await views.status()
    expect(status).toMatchObject({ name: 'tally', state: 'live', gap: 0, parked: 0, building: undefined })
  })

  it('of another log are built anew under a name of their own, so that whoever reads them notices', async () => {
    const { append, start, store } = bench()
    const first = start()
    await reached(first, await append('tally-1', { n: 1 }))
    await first.stop()
    const other = bench(openMemoryLog(), store)
    await reached(other.start(), await other.append('tally-2', { n: 2 }))
    expect(await store.current('tally')).toEqual({ name: 'tally', version: 1, build: 1 })
  })

  it('go on after their checkpoints, and read nothing twice, when they are started again', async () => {
    const seen: string[] = []
    const log = openMemoryLog()
    const watched = withSubscribe(log, (after, signal) => {
      seen.push(after)
      return log.subscribe(after, signal)
    })
    const { append, start } = bench(watched)
    const position = await append('tally-1', { n: 1 })
    const first = start()
    await reached(first, position)
    await first.stop()
    const again = start()
    await reached(again, await append('tally-1', { n: 1 }))
    expect(seen).toEqual(['start', position])
  })

  it('rebuilt equal the live ones byte for byte, with events delivered once or twice and crashes at every batch border', async () => {
    const history = fc.array(
      fc.record({
        stream: fc.integer({ min: 0, max: 5 }),
        n: fc.integer({ min: 0, max: 5 }),
        twice: fc.boolean()
      }),
      { minLength: 1, maxLength: 30 }
    )
    const crashes = fc.array(fc.constantFrom('none', 'restart', 'before', 'after'), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(history, crashes, async (events, crashes) => {
        const log = openMemoryLog()
        const twice = repeating(log, event => (event.data['twice'] === true ? 2 : 1))
        const store = openMemoryReadStore()
        const plan = [...crashes]
        // The connection breaks before a batch is written, or after it with the answer lost.
        const breaking: ReadStore = {
          ...store,
          open: async (id, collections) => {
            const inner = await store.open(id, collections)
            const write: typeof inner.write = async (...args) => {
              const crash = plan.shift()
              if (crash === 'before') throw new StoreUnavailable('before')
              await inner.write(...args)
              if (crash === 'after') throw new StoreUnavailable('after')
            }
            return { ...inner, write }
          }
        }
        const { clock, append, start } = bench(twice, breaking)
        const views = [tallyView(), totalsView, switchesView]
        let live = start(views)
        for (const { stream, n, twice } of events) {
          const position = await append(`tally-${stream}`, { n, twice })
          if (plan[0] === 'restart') {
            plan.shift()
            await live.stop()
            live = start(views)
          }
          for (const view of views)
            expect(await pass(clock, live.waitFor(view.name, position, 1e9))).toBe(true)
        }
        const before = await Promise.all(views.map(view => dump(store, view)))
        const old = await store.current('tally')
        await pass(
          clock,
          live.rebuild(['tally', 'totals', 'switches'], () => {})
        )
        expect(await store.current('tally')).toMatchObject({ version: 1, build: (old?.build ?? 0) + 1 })
        expect(await Promise.all(views.map(view => dump(store, view)))).toEqual(before)

        const fresh = bench(log)
        const head = await log.head()
        const rebuilt = fresh.start(views)
        if (head) for (const view of views) await rebuilt.waitFor(view.name, head, 1e9)
        expect(await Promise.all(views.map(view => dump(fresh.store, view)))).toEqual(before)
        for (const one of running.splice(0)) await one.stop()
      }),
      { numRuns: 60 }
    )
  })

  it('have beside a stream’s document exactly what it tells of', async () => {
    const { append, start, store } = bench()
    const views = start([switchesView])
    for (const n of [1, 2, 1, 3]) await append('tally-1', { n })
    await reached(views, await append('tally-2', { n: 1 }), ['switches'])
    const switches = currentView(store, switchesView)
    expect((await switches.get('switches', 'tally-1'))?.document).toMatchObject({ on: [2, 3] })
    const ids = [1, 2, 3].flatMap(n => [`tally-1/${n}`, `tally-2/${n}`])
    const found = await switches.getMany('switches_on', ids)
    expect(found.map(({ document, reflects }) => [document.id, reflects]).sort()).toEqual([
      ['tally-1/2', 1],
      ['tally-1/3', 3],
      ['tally-2/1', 0]
    ])
  })

  it('park a stream whose fold writes beside another one', async () => {
    const astray: View = {
      ...switchesView,
      fold: (event, documents) =>
        switchesView
          .fold(event, documents)
          .map(change =>
            change.kind === 'put' && change.collection === 'switches_on'
              ? { ...change, document: { id: 'tally-9/1' } }
              : change
          )
    }
    const { append, start, state } = bench()
    const views = start([astray])
    await reached(views, await append('tally-1', { n: 1 }), ['switches'])
    const [parked] = await state.parked('view:switches')
    expect(parked?.error).toContain('writes tally-9/1 beside tally-1')
  })

  it('keep trying while the store is away', async () => {
    const store = openMemoryReadStore()
    let away = 3
    const flaky: ReadStore = {
      ...store,
      current: async name => {
        if (away-- > 0) throw new StoreUnavailable('away')
        return store.current(name)
      }
    }
    const { append, start, clock } = bench(openMemoryLog(), flaky)
    const position = await append('tally-1', { n: 1 })
    const views = start()
    await settle()
    expect((await views.status())[0]).toMatchObject({ state: 'backoff', lastError: 'StoreUnavailable: away' })
    expect(await pass(clock, views.waitFor('tally', position, 1e9))).toBe(true)
  })

  it('that nobody reads yet write a document once for some thousand events, and nothing twice or never, whichever writes fail', async () => {
    const store = openMemoryReadStore()
    let writes = 0
    let documents = 0
    const flaky: ReadStore = {
      ...store,
      async open(id, collections) {
        const opened = await store.open(id, collections)
        return {
          ...opened,
          async write(changes, place, fence) {
            const attempt = writes++ % 3
            if (attempt === 0) throw new StoreUnavailable('away')
            await opened.write(changes, place, fence)
            if (attempt === 1) throw new StoreUnavailable('written, but nobody was told')
            documents += changes.length
          }
        }
      }
    }
    const { append, start, clock, state, tally } = bench(openMemoryLog(), flaky)
    for (let n = 0; n < 5000; n++) await append(`tally-${n % 10}`, { n: n === 2507 ? 13 : 1 })
    const position = await append('tally-0', { n: 1 })
    const views = start([tallyView({ fail: event => event.data['n'] === 13 })])
    expect(await pass(clock, views.waitFor('tally', position, 1e9))).toBe(true)
    const built = (await tally.getMany('tallies', ['tally-0', 'tally-3', 'tally-7'])).map(
      ({ document }) => document
    )
    expect(built).toMatchObject([{ count: 501 }, { count: 500 }, { count: 250 }])
    expect((await state.parked('view:tally')).length).toBe(250)
    expect(documents).toBeLessThanOrEqual(30)
  })

  it('are built anew when the log is not the one they come from', async () => {
    const first = bench()
    const views = first.start()
    await reached(views, await first.append('tally-1', { n: 1 }))
    await views.stop()
    const other = bench(openMemoryLog(), first.store)
    const position = await other.append('tally-2', { n: 7 })
    await reached(other.start(), position)
    expect(await other.tally.get('tallies', 'tally-1')).toBeUndefined()
    expect((await other.tally.get('tallies', 'tally-2'))?.document['sum']).toBe(7)
  })

  it('stop at a hole in a stream', async () => {
    const log = openMemoryLog()
    const holey = withSubscribe(log, async function* (after, signal) {
      for await (const item of log.subscribe(after, signal)) {
        if (item.kind === 'caughtUp' || item.event.data['n'] !== 'lost') yield item
      }
    })
    const { append, start } = bench(holey)
    for (const n of [1, 'lost', 2]) await append('tally-1', { n })
    const views = start()
    await settle()
    const [status] = await views.status()
    expect(status).toMatchObject({ state: 'stopped' })
    expect(status?.lastError).toContain('goes from revision 0 to 2')
    await views.failed
  })

  describe('of a new version', () => {
    it('are built beside the old one, which is read until the switch', async () => {
      const { append, start, store, tally, log } = bench()
      const first = start()
      const old = await append('tally-1', { n: 1 })
      await reached(first, old)
      await first.stop()

      let open = () => {}
      const gate = new Promise<void>(resolve => {
        open = resolve
      })
      const slow = withSubscribe(log, async function* (after, signal) {
        await gate
        yield* log.subscribe(after, signal)
      })
      const second = start([tallyView({ version: 2 })], { log: slow })
      await settle()
      const behind = await append('tally-1', { n: 1 })
      expect((await tally.get('tallies', 'tally-1'))?.document['count']).toBe(1)
      expect(second.position('tally')).toBe(old)
      open()
      await reached(second, behind)
      expect((await tally.get('tallies', 'tally-1'))?.document['count']).toBe(2)
      expect(await store.builds('tally')).toEqual([{ name: 'tally', version: 2, build: 0 }])
    })
  })

  describe('of a new version that can not be built', () => {
    it('have ended: nobody keeps the old documents current', async () => {
      const { append, start, store, log } = bench()
      const first = start()
      await reached(first, await append('tally-1', { n: 1 }))
      await first.stop()
      const holey = withSubscribe(log, async function* (after, signal) {
        for await (const item of log.subscribe(after, signal)) {
          if (item.kind === 'caughtUp' || item.event.data['n'] !== 2) yield item
        }
      })
      for (const n of [2, 3]) await append('tally-1', { n })
      const second = start([tallyView({ version: 2 })], { log: holey })
      await second.failed
      const [status] = await second.status()
      expect(status).toMatchObject({ state: 'stopped' })
      expect(await store.current('tally')).toMatchObject({ version: 1 })
    })
  })

  describe('being rebuilt', () => {
    it('tell how far they are, and leave one build', async () => {
      const { append, start, store, tally } = bench()
      const views = start([tallyView(), totalsView])
      for (let n = 0; n < 49; n++) await append(`tally-${n % 5}`, { n: n % 7 })
      await reached(views, await append('tally-4', { n: 0 }), ['tally', 'totals'])
      const told: RebuildProgress[] = []
      await views.rebuild(['tally', 'totals'], progress => told.push(progress))
      expect(told.at(-1)).toMatchObject({ done: 50, total: 50 })
      expect(await store.builds('tally')).toEqual([{ name: 'tally', version: 1, build: 1 }])
      await reached(views, await append('tally-1', { n: 1 }), ['tally', 'totals'])
      expect((await tally.get('tallies', 'tally-1'))?.document['count']).toBe(11)
    })

    it('never tell more than the whole, also when more is appended meanwhile', async () => {
      const { append, start, log } = bench()
      let subscriptions = 0
      const growing = withSubscribe(log, async function* (after, signal) {
        if (++subscriptions > 1) for (let n = 0; n < 5; n++) await append('tally-2', { n })
        yield* log.subscribe(after, signal)
      })
      const views = start([tallyView()], { log: growing })
      await reached(views, await append('tally-1', { n: 1 }))
      const told: RebuildProgress[] = []
      await views.rebuild(['tally'], progress => told.push(progress))
      expect(told.at(-1)).toMatchObject({ done: 6, total: 6 })
    })

    it('stop at a bad event, and the running build goes on', async () => {
      let broken = false
      const { append, start, store, tally } = bench()
      const views = start([tallyView({ fail: event => broken && event.data['n'] === 13 })])
      for (const n of [1, 13, 2]) await reached(views, await append('tally-1', { n }))
      broken = true
      await expect(views.rebuild(['tally'], () => {})).rejects.toThrow('stops at a bad event in tally-1')
      await reached(views, await append('tally-2', { n: 1 }))
      await settle()
      expect(await store.builds('tally')).toEqual([{ name: 'tally', version: 1, build: 0 }])
      expect((await tally.get('tallies', 'tally-1'))?.document['count']).toBe(3)
      expect((await views.status())[0]).toMatchObject({ state: 'live' })
    })

    it('are given up when the desk stops, and begun anew', async () => {
      const { append, start, log, store } = bench()
      let subscriptions = 0
      const hanging = withSubscribe(log, async function* (after, signal) {
        if (++subscriptions > 1) await new Promise(resolve => signal.addEventListener('abort', resolve))
        yield* log.subscribe(after, signal)
      })
      const views = start([tallyView()], { log: hanging })
      const position = await append('tally-1', { n: 1 })
      await reached(views, position)
      const rebuilding = views.rebuild(['tally'], () => {})
      await settle()
      const given = expect(rebuilding).rejects.toThrow('stopped')
      await views.stop()
      await given
      await reached(start(), position)
      await settle()
      expect(await store.builds('tally')).toEqual([{ name: 'tally', version: 1, build: 0 }])
    })
  })

  describe('that meet an event they cannot fold', () => {
    const poison = () => {
      const switches = { broken: true }
      const view = tallyView({ fail: event => switches.broken && event.data['n'] === 13 })
      return { switches, view }
    }

    it('park its stream and go on with the others; retried after a fix they are as if nothing had happened', async () => {
      const { append, start, state, tally } = bench()
      const { switches, view } = poison()
      const views = start([view])
      for (const n of [1, 13, 2]) await append('tally-1', { n })
      await reached(views, await append('tally-2', { n: 1 }))
      expect((await state.parked('view:tally')).map(one => [one.sequence, one.revision])).toEqual([
        ['tally-1', 1],
        ['tally-1', 2]
      ])
      expect((await tally.get('tallies', 'tally-1'))?.document['texts']).toEqual(['0:1'])
      expect((await tally.get('tallies', 'tally-2'))?.document['count']).toBe(1)
      expect(await views.retryParked('tally', 'tally-1')).toMatchObject({ handled: 0, left: 2 })
      switches.broken = false
      expect(await views.retryParked('tally', 'tally-1')).toEqual({ handled: 2, left: 0 })
      await reached(views, await append('tally-1', { n: 3 }))
      expect((await tally.get('tallies', 'tally-1'))?.document['texts']).toEqual([
        '0:1',
        '1:13',
        '2:2',
        '3:3'
      ])
      expect(await state.parked()).toEqual([])
    })

    it('still know it after a restart; a rebuild after the fix frees it', async () => {
      const { append, start, state, tally } = bench()
      const { switches, view } = poison()
      const first = start([view])
      for (const n of [1, 13]) await append('tally-1', { n })
      await reached(first, await append('tally-2', { n: 1 }))
      await first.stop()
      const again = start([view])
      await reached(again, await append('tally-1', { n: 2 }))
      expect(await state.parked()).toHaveLength(2)
      // Known to be bad, it does not stop the rebuild.
      await again.rebuild(['tally'], () => {})
      expect(await state.parked()).toHaveLength(2)
      switches.broken = false
      await again.rebuild(['tally'], () => {})
      expect(await state.parked()).toEqual([])
      await reached(again, await append('tally-1', { n: 3 }))
      expect((await tally.get('tallies', 'tally-1'))?.document['texts']).toEqual([
        '0:1',
        '1:13',
        '2:2',
        '3:3'
      ])
    })

    it('park the stream of one that cannot be read, where it concerns them', async () => {
      const log = openMemoryLog()
      const isBad = (event: RecordedEvent) => event.data['bad'] === true
      const broken = withSubscribe(log, async function* (after, signal) {
        for await (const item of log.subscribe(after, signal)) {
          if (item.kind === 'event' && isBad(item.event)) {
            throw new Corrupt(item.event.stream, item.event.revision, item.event.position, 'checksum')
          }
          yield item
        }
      })
      const { append, start, state, tally } = bench(broken)
      const views = start()
      await append('tally-1', { n: 1 })
      await append('tally-1', { n: 2, bad: true })
      await append('other', { bad: true })
      await append('tally-1', { n: 3 })
      await reached(views, await append('tally-2', { n: 1 }))
      expect((await state.parked()).map(one => [one.process, one.sequence, one.revision])).toEqual([
        ['view:tally', 'tally-1', 1],
        ['view:tally', 'tally-1', 2]
      ])
      expect((await tally.get('tallies', 'tally-1'))?.document['count']).toBe(1)
    })

    it('do not take up parked events where documents of several streams have gone on', async () => {
      const { append, start } = bench()
      const views = start([totalsView])
      await reached(views, await append('a', { n: 1 }), ['totals'])
      await expect(views.retryParked('totals', 'a')).rejects.toThrow('rebuild it')
    })
  })
})

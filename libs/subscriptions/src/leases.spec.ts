import { afterEach, describe, expect, it } from '@jest/globals'
import { type DeskState, StateUnavailable } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { type Holding, type Leased, leaseTtlMs, sharedLeases, soleLeases } from './leases.js'
import { settle } from './testing/index.js'

const running: Leased<unknown>[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

class Work {
  stopped = false
  constructor(readonly holding: Holding) {}
  async stop(): Promise<void> {
    this.stopped = true
  }
}

function bench() {
  const clock = new FakeClock()
  const state = openMemoryDeskState({ clock })
  const worker = (owner: string, wanted?: () => boolean, reaches: DeskState = state) => {
    const works: Work[] = []
    const start = async (holding: Holding) => {
      const work = new Work(holding)
      works.push(work)
      return work
    }
    const leased = sharedLeases({ state: reaches, owner, clock, logger: silentLogger }).run(
      'intake',
      start,
      wanted
    )
    running.push(leased)
    return { leased, works }
  }
  /** In small steps, so that everybody acts in their time. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 250) {
      await clock.advance(250)
      await settle()
    }
  }
  return { clock, state, worker, pass }
}

describe('a piece of work under a lease', () => {
  it('runs in one process of several, for as long as that one lives', async () => {
    const { worker, pass } = bench()
    const one = worker('one')
    await one.leased.settled
    const two = worker('two')
    await two.leased.settled
    await pass(10 * leaseTtlMs)
    expect([one.works.length, two.works.length]).toEqual([1, 0])
    expect(one.leased.current()).toBe(one.works[0])
    expect(two.leased.current()).toBeUndefined()
  })

  it('is taken over at once after a clean stop, under a higher fence', async () => {
    const { worker, pass } = bench()
    const one = worker('one')
    await one.leased.settled
    const two = worker('two')
    await one.leased.stop()
    expect(one.works[0]?.stopped).toBe(true)
    await pass(1000)
    expect(two.works.map(({ holding }) => holding.fence)).toEqual([2])
  })

  it('is given up by a process that may have none any more, and another takes over', async () => {
    const { clock, state, worker, pass } = bench()
    let permitted = true
    const works: Work[] = []
    const leases = sharedLeases({
      state,
      owner: 'outgrown',
      clock,
      logger: silentLogger,
      permitted: () => permitted
    })
    const start = async (holding: Holding) => {
      const work = new Work(holding)
      works.push(work)
      return work
    }
    const outgrown = leases.run('intake', start)
    running.push(outgrown)
    await outgrown.settled
    permitted = false
    const other = worker('newer')
    await pass(4000)
    expect([works.length, works[0]?.stopped, outgrown.current()]).toEqual([1, true, undefined])
    expect(other.works.map(({ holding }) => holding.fence)).toEqual([2])
    await other.leased.stop()
    await pass(2 * leaseTtlMs)
    expect([works.length, await state.leases()]).toEqual([1, []])
  })

  it('is taken over within 15 s when its owner falls silent, and by then that one has stopped', async () => {
    const { clock, state, worker, pass } = bench()
    let away = false
    const cutOff: DeskState = {
      ...state,
      acquireLease: (...asked) =>
        away ? Promise.reject(new StateUnavailable('cut off')) : state.acquireLease(...asked)
    }
    const one = worker('one', undefined, cutOff)
    await one.leased.settled
    const two = worker('two')
    await pass(5000)
    away = true
    const since = clock.monotonic()
    while (two.works.length === 0) {
      await pass(250)
      const mayCall = (one.works[0]?.holding.remainingMs() ?? 0) > 0
      expect(mayCall && two.works.length > 0).toBe(false)
    }
    expect(clock.monotonic() - since).toBeLessThanOrEqual(15_000)
    expect(one.works[0]?.stopped).toBe(true)
    expect(one.leased.current()).toBeUndefined()
  })

  it('goes on over an absence of the state that is shorter than the lease', async () => {
    const { state, worker, pass } = bench()
    let away = false
    const cutOff: DeskState = {
      ...state,
      acquireLease: (...asked) => (away ? new Promise(() => {}) : state.acquireLease(...asked))
    }
    const one = worker('one', undefined, cutOff)
    await one.leased.settled
    away = true
    await pass(leaseTtlMs - 3000)
    away = false
    await pass(2 * leaseTtlMs)
    expect([one.works.length, one.works[0]?.stopped]).toEqual([1, false])
  })

  it('is asked for again when the first question is never answered', async () => {
    const { state, worker, pass } = bench()
    let asked = 0
    const deaf: DeskState = {
      ...state,
      acquireLease: (...lease) => (asked++ === 0 ? new Promise(() => {}) : state.acquireLease(...lease))
    }
    const one = worker('one', undefined, deaf)
    await pass(5000)
    expect(one.works).toHaveLength(1)
    await one.leased.settled
  })

  it('is given up where it is no longer wanted, and taken again where it is', async () => {
    const { worker, pass } = bench()
    let wanted = true
    const one = worker('one', () => wanted)
    await one.leased.settled
    wanted = false
    await pass(3000)
    expect([one.works[0]?.stopped, one.leased.current()]).toEqual([true, undefined])
    wanted = true
    await pass(2000)
    expect(one.works).toHaveLength(2)
  })

  it('is tried again when it does not start', async () => {
    const { clock, state, pass } = bench()
    let tries = 0
    const start = async (holding: Holding) => {
      if (++tries < 3) throw new Error('not yet')
      return new Work(holding)
    }
    const leases = sharedLeases({ state, owner: 'one', clock, logger: silentLogger })
    const leased = leases.run('intake', start)
    running.push(leased)
    await pass(5000)
    expect(leased.current()).toBeInstanceOf(Work)
  })

  it('is given up when the work ends by a fault, to another first, and begun anew where there is none', async () => {
    const { clock, state, worker, pass } = bench()
    const ended: (() => void)[] = []
    const start = async (holding: Holding) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      ended.push(resolve)
      return Object.assign(new Work(holding), { failed: promise })
    }
    const one = sharedLeases({ state, owner: 'one', clock, logger: silentLogger }).run('intake', start)
    running.push(one)
    await one.settled
    const first = one.current()
    ended[0]?.()
    await pass(5000)
    expect([first?.stopped, one.current()]).toEqual([true, undefined])
    await pass(10_000)
    expect(one.current()).toBeInstanceOf(Work)
    expect(one.current()).not.toBe(first)
    const two = worker('two')
    ended[1]?.()
    await pass(2000)
    expect(two.works.map(({ holding }) => holding.fence)).toEqual([2])
    await pass(20_000)
    expect(ended).toHaveLength(2)
  })

  it('needs no lease in the only process of a desk', async () => {
    const leased = soleLeases.run('intake', async holding => new Work(holding))
    await leased.settled
    expect(leased.current()?.holding.remainingMs()).toBe(Number.POSITIVE_INFINITY)
    await leased.stop()
    expect(leased.current()?.stopped).toBe(true)
  })
})

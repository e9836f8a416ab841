import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { FakeClock } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { createRebuilds, type Rebuilds } from './rebuilds.js'

/** A process of the desk, which keeps the view or does not, and whose rebuilds the test ends. */
class Member {
  readonly begun: { readonly end: () => void; readonly fail: (error: Error) => void }[] = []
  readonly rebuilds: Rebuilds
  keeps = false
  readonly #views = {
    rebuild: (
      _: readonly string[],
      told: (progress: { done: number; total: number; eventsPerSecond: number }) => void
    ) => {
      told({ done: 5, total: 10, eventsPerSecond: 100 })
      return new Promise<void>((end, fail) => void this.begun.push({ end, fail }))
    }
  }

  constructor(state: DeskState, clock: FakeClock, isShared = true) {
    this.rebuilds = createRebuilds({
      views: ['ticket'],
      runningOf: () => (this.keeps ? this.#views : undefined),
      isShared,
      state,
      clock,
      logger: silentLogger,
      metrics: createMetrics()
    })
  }
}

describe('A rebuild that is asked for', () => {
  const clock = new FakeClock()
  let state: DeskState
  let members: Member[]
  beforeEach(() => {
    state = openMemoryDeskState({ clock })
    members = []
  })
  afterEach(async () => {
    for (const { rebuilds } of members) await rebuilds.stop()
  })

  function member(keeps = false): Member {
    const one = new Member(state, clock)
    one.keeps = keeps
    members.push(one)
    return one
  }
  const passes = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 250) {
      await clock.advance(250)
      for (let i = 0; i < 20; i++) await new Promise(resolve => setImmediate(resolve))
    }
  }
  const told = async ({ rebuilds }: Member) => {
    const report = await rebuilds.reportOf('ticket')
    return report && [report.state, report.events]
  }

  it('where the view is not kept is done by whoever keeps it, and every process tells how far it is', async () => {
    const [asked, keeper] = [member(), member(true)]
    expect(await asked.rebuilds.rebuild('ticket')).toEqual({ ok: true, value: undefined })
    expect(await told(asked)).toEqual(['running', 0])
    await passes(3000)
    expect(keeper.begun).toHaveLength(1)
    expect([await told(asked), await told(keeper)]).toEqual([
      ['running', 5],
      ['running', 5]
    ])
    keeper.begun[0]?.end()
    await passes(3000)
    expect([await told(asked), await told(keeper)]).toEqual([
      ['done', 5],
      ['done', 5]
    ])
    expect(keeper.begun).toHaveLength(1)
  })

  it('again while it runs is refused wherever it is asked, and done anew afterwards', async () => {
    const [asked, keeper, third] = [member(), member(true), member()]
    await asked.rebuilds.rebuild('ticket')
    await passes(2000)
    for (const { rebuilds } of [asked, keeper, third])
      expect(await rebuilds.rebuild('ticket')).toEqual({ ok: false, reason: 'rebuild_running' })
    keeper.begun[0]?.end()
    await passes(2000)
    expect((await third.rebuilds.rebuild('ticket')).ok).toBe(true)
    await passes(2000)
    expect(keeper.begun).toHaveLength(2)
  })

  it('goes on with whoever keeps the view next', async () => {
    const [asked, first, next] = [member(), member(true), member()]
    await asked.rebuilds.rebuild('ticket')
    await passes(2000)
    first.keeps = false
    first.begun[0]?.fail(new Error('the views are stopped'))
    next.keeps = true
    await passes(2000)
    expect([first.begun.length, next.begun.length]).toEqual([1, 1])
    next.begun[0]?.end()
    await passes(2000)
    expect(await told(asked)).toEqual(['done', 5])
  })

  it('and fails is told with its reason', async () => {
    const [asked, keeper] = [member(), member(true)]
    await asked.rebuilds.rebuild('ticket')
    await passes(2000)
    keeper.begun[0]?.fail(new Error('a bad event'))
    await passes(2000)
    expect(await asked.rebuilds.reportOf('ticket')).toMatchObject({ state: 'failed', error: 'a bad event' })
  })

  it('is not begun long after', async () => {
    const asked = member()
    await asked.rebuilds.rebuild('ticket')
    await passes(1000)
    await clock.advance(700_000)
    const keeper = member(true)
    await passes(3000)
    expect(keeper.begun).toEqual([])
    expect((await asked.rebuilds.rebuild('ticket')).ok).toBe(true)
    await passes(2000)
    expect(keeper.begun).toHaveLength(1)
  })

  it('in the only process is refused where the views do not run yet', async () => {
    const alone = new Member(state, clock, false)
    expect(await alone.rebuilds.rebuild('ticket')).toEqual({ ok: false, reason: 'not_running_here' })
  })
})

import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Answer, Hooks, Kept } from './testing/hooks.js'

const over: Answer = { verdict: { kind: 'over' }, afterMs: 10 }
const later: Answer = { verdict: { kind: 'again', after: 'backoff' }, afterMs: 10 }
const lost: Answer = { verdict: { kind: 'doubt', after: 'backoff' }, afterMs: 10 }
const busy = (seconds: number): Answer => ({ verdict: { kind: 'retry_after', seconds }, afterMs: 10 })

const ticketOf = (id: string) => id.slice(0, id.indexOf('#'))
const endpointOf = (id: string) => id.slice(0, id.indexOf('/'))

describe('dispatching to places that are not Telegram’s', () => {
  it('keeps each ticket in order and one at a time, and four at once to an endpoint, whatever is answered', async () => {
    const asked = fc.array(fc.record({ endpoint: fc.nat(2), ticket: fc.nat(9) }), { maxLength: 60 })
    const answers = fc.infiniteStream(
      fc.record({ bad: fc.nat(9), afterMs: fc.integer({ min: 1, max: 200 }) })
    )
    await fc.assert(
      fc.asyncProperty(asked, answers, async (ids, stream) => {
        const hooks = new Hooks()
        hooks.answer = (_, calls) => {
          const { bad, afterMs } = stream.next().value
          if (calls > 2 || bad > 3) return { ...over, afterMs }
          return { ...([later, lost, busy(1), { ...over, verdict: 'fault' as const }][bad] ?? over), afterMs }
        }
        ids.forEach(({ endpoint, ticket }, n) => {
          hooks.ask(`e${endpoint}/t${ticket}#${n}`)
        })
        await hooks.passes(120_000, 50)
        expect(hooks.done).toHaveLength(ids.length)
        for (const [, done] of Map.groupBy(hooks.done, ticketOf)) {
          const numbers = done.map(id => Number(id.split('#')[1]))
          expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
        }
        for (const { id, at } of hooks.called) {
          const running = hooks.called.filter(call => call.at <= at && at < call.end)
          expect(running.filter(call => ticketOf(call.id) === ticketOf(id))).toHaveLength(1)
          expect(running.filter(call => endpointOf(call.id) === endpointOf(id)).length).toBeLessThanOrEqual(4)
        }
      }),
      { numRuns: 20 }
    )
  }, 60_000)

  it('an endpoint that has four under way goes on as soon as one has ended, and keeps no other waiting', async () => {
    const hooks = new Hooks()
    hooks.answer = id => ({ ...over, afterMs: endpointOf(id) === 'slow' ? 1000 : 10 })
    for (let n = 0; n < 6; n++) hooks.ask(`slow/t${n}#0`)
    hooks.ask('fast/t#0')
    await hooks.passes(50)
    expect(hooks.called).toHaveLength(5)
    expect(hooks.done).toEqual(['fast/t#0'])
    await hooks.passes(1000)
    expect(hooks.called).toHaveLength(7)
  })

  it('a place is free for other lanes as soon as a call has ended; its own lane waits until that is on record', async () => {
    const hooks = new Hooks(undefined, { perEndpoint: 1 })
    hooks.recordMs = 1000
    for (const id of ['e/a#1', 'e/a#2', 'e/b#1']) hooks.ask(id)
    await hooks.passes(100)
    expect(hooks.called.map(({ id }) => id)).toEqual(['e/a#1', 'e/b#1'])
    await hooks.passes(1000)
    expect(hooks.called.map(({ id }) => id)).toEqual(['e/a#1', 'e/b#1', 'e/a#2'])
  })

  it('no more are under way than at once over all', async () => {
    const hooks = new Hooks(undefined, { atOnce: 3 })
    for (let n = 0; n < 9; n++) hooks.ask(`e${n}/t#0`)
    await hooks.passes(5)
    expect(hooks.called).toHaveLength(3)
    await hooks.passes(100)
    expect(hooks.done).toHaveLength(9)
  })

  it('what fails is tried again, later each time, until its owner gives it up; then the next of the ticket comes', async () => {
    const hooks = new Hooks()
    hooks.mostFailures = 4
    hooks.answer = id => (id === 'e/t#1' ? later : over)
    hooks.ask('e/t#1')
    hooks.ask('e/t#2')
    hooks.ask('e/other#1')
    await hooks.passes(10_000)
    const times = hooks.timesOf('e/t#1')
    const waits = times.slice(1).map((at, n) => at - (times[n] ?? 0))
    expect(waits.map(wait => Math.round(wait / 100) / 10)).toEqual([0.5, 1, 2])
    expect([hooks.givenUp, hooks.done]).toEqual([['e/t#1'], ['e/other#1', 'e/t#2']])
  })

  it('in doubt what may come twice is called again, and what may not is left', async () => {
    const hooks = new Hooks()
    hooks.answer = (_, calls) => (calls === 0 ? lost : over)
    hooks.ask('e/often#1')
    hooks.ask('e/once#1', true)
    await hooks.passes(5000)
    expect([hooks.timesOf('e/often#1').length, hooks.timesOf('e/once#1').length]).toEqual([2, 1])
    expect(hooks.done.toSorted()).toEqual(['e/often#1', 'e/once#1'])
  })

  it('a lane without a place waits until there is one, and takes nobody’s turn', async () => {
    const hooks = new Hooks()
    hooks.broken.add('e')
    hooks.ask('e/t#1')
    hooks.ask('other/t#1')
    await hooks.passes(60_000, 1000)
    expect(hooks.done).toEqual(['other/t#1'])
    expect([...hooks.dispatcher.stranded].map(({ key }) => key)).toEqual(['e/t'])
    hooks.broken.clear()
    hooks.dispatcher.placesChanged()
    await hooks.passes(50)
    expect(hooks.done).toEqual(['other/t#1', 'e/t#1'])
  })

  it('a fault of the owner’s costs its lane ten seconds and nobody else anything', async () => {
    const hooks = new Hooks()
    hooks.answer = (id, calls) => (id === 'e/t#1' && calls === 0 ? { verdict: 'fault', afterMs: 10 } : over)
    hooks.ask('e/t#1')
    hooks.ask('e/other#1')
    await hooks.passes(9000)
    expect([hooks.done, hooks.faults.length]).toEqual([['e/other#1'], 1])
    await hooks.passes(1100)
    expect(hooks.done).toContain('e/t#1')
  })
})

describe('what an endpoint said to wait', () => {
  it('holds for all its lanes from then on and to the millisecond, and for no other', async () => {
    const hooks = new Hooks()
    hooks.answer = (id, calls) => (id === 'e/t#1' && calls === 0 ? busy(7) : over)
    hooks.ask('e/t#1')
    await hooks.passes(15)
    hooks.ask('e/t2#1')
    hooks.ask('other/t#1')
    await hooks.passes(6990)
    expect(hooks.done).toEqual(['other/t#1'])
    await hooks.passes(30)
    expect(hooks.done.toSorted()).toEqual(['e/t#1', 'e/t2#1', 'other/t#1'])
    expect(Math.min(...hooks.timesOf('e/t2#1'))).toBe(7010)
  })

  it('a shorter pause that is told later ends nothing early', async () => {
    const hooks = new Hooks()
    hooks.answer = (id, calls) => (calls > 0 ? over : busy(id === 'e/long#1' ? 9 : 2))
    hooks.ask('e/long#1')
    hooks.ask('e/short#1')
    await hooks.passes(8900)
    expect(hooks.called).toHaveLength(2)
    await hooks.passes(200)
    expect(hooks.done).toHaveLength(2)
  })

  it.each([
    ['goes on', 0, 7000],
    ['was set back two hours', -2 * 3_600_000, 7000],
    ['was set forward two hours', 2 * 3_600_000, 0]
  ])(
    'is waited for after a restart, never longer than asked for: the clock %s',
    async (_, jumpMs, waitMs) => {
      const kept = new Kept()
      const before = new Hooks(kept)
      before.answer = () => busy(7)
      before.ask('e/t#1')
      await before.passes(15)
      kept.clock.jump(jumpMs)

      const after = new Hooks(kept)
      await after.retryAfter.load()
      const from = kept.clock.monotonic()
      after.ask('e/t#1')
      await after.passes(8000)
      const waited = (after.timesOf('e/t#1')[0] ?? 0) - from
      expect(waited).toBeLessThanOrEqual(waitMs)
      expect(waited).toBeGreaterThanOrEqual(waitMs - 20)
    }
  )
})

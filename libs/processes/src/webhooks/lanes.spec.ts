import { expect, it } from '@jest/globals'
import { type EndpointId, FakeClock } from '#kernel'
import { Breakers } from './breaker.js'
import { callsAtOnce, HookBudgets, HookLane, type HookPlace } from './lanes.js'
import { keptNotes } from './testing/notes.js'

const job = (order: number) => ({ id: `whd_${order}`, order, notBefore: 0, failures: 0 })
const lane = () => new HookLane('a ticket-1', 'a' as EndpointId, false, 'ticket-1')

it('a lane keeps the order of the feed, also of what is replayed, and overtakes nothing that is under way', () => {
  const orderOf = (of: HookLane) => {
    const orders: number[] = []
    for (let step = of.next(); step; step = of.next()) {
      orders.push(step.job.order)
      of.done(step.job)
    }
    return orders
  }
  const replayed = lane()
  for (const order of [5, 7, 3, 7, 6]) replayed.add(job(order))
  expect(orderOf(replayed)).toEqual([3, 5, 6, 7])
  const busy = lane()
  busy.add(job(5))
  busy.busy = true
  busy.add(job(3))
  expect(orderOf(busy)).toEqual([5, 3])
})

it('an endpoint gets four calls at once, and another its own four', () => {
  const budgets = new HookBudgets(new Breakers(keptNotes(), new FakeClock()))
  const [a, b] = ['a', 'b'].map((key): HookPlace => ({ kind: 'endpoint', key, host: `${key}:443` }))
  if (!a || !b) throw new Error('two are needed')
  expect([1, 2, 3, 4, 5].map(() => budgets.take(a))).toEqual([true, true, true, true, false])
  expect([budgets.take(b), budgets.waitFor(a)]).toEqual([true, Number.POSITIVE_INFINITY])
  budgets.ended(a)
  expect(budgets.take(a)).toBe(true)
})

it('of all calls at once the last half are for endpoints that have none: what hangs at many delays no other', () => {
  const budgets = new HookBudgets(new Breakers(keptNotes(), new FakeClock()))
  const place = (n: number): HookPlace => ({ kind: 'endpoint', key: `${n}`, host: `${n}:443` })
  let under = 0
  const hanging = callsAtOnce / 4
  for (let n = 0; n < hanging; n++) for (let call = 0; call < 4; call++) if (budgets.take(place(n))) under++
  expect(under).toBe(callsAtOnce / 2 + hanging / 2)
  expect([budgets.take(place(hanging)), budgets.take(place(hanging))]).toEqual([true, false])
  // With an end of its own it looks again: nobody else would tell it.
  expect(budgets.waitFor(place(hanging))).toBe(Number.POSITIVE_INFINITY)
  budgets.ended(place(hanging))
  expect(budgets.take(place(hanging))).toBe(true)
})

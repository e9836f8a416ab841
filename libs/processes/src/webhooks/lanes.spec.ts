import { expect, it } from '@jest/globals'
import { type EndpointId, FakeClock } from '#kernel'
import { Breakers } from './breaker.js'
import { HookBudgets, HookLane, type HookPlace } from './lanes.js'

const job = (order: number) => ({ id: `whd_${order}`, order, notBefore: 0, failures: 0 })
const lane = () => new HookLane('a ticket-1', 'a' as EndpointId, false)

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
  const budgets = new HookBudgets(new Breakers(new FakeClock()))
  const [a, b] = ['a', 'b'].map((key): HookPlace => ({ kind: 'endpoint', key, host: `${key}:443` }))
  if (!a || !b) throw new Error('two are needed')
  expect([1, 2, 3, 4, 5].map(() => budgets.take(a))).toEqual([true, true, true, true, false])
  expect([budgets.take(b), budgets.waitFor(a)]).toEqual([true, Number.POSITIVE_INFINITY])
  budgets.ended(a)
  expect(budgets.take(a)).toBe(true)
})

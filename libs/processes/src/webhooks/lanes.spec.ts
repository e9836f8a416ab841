import { expect, it } from '@jest/globals'
import { type EndpointId, FakeClock } from '#kernel'
import { Breakers } from './breaker.js'
import { callsAtOnce, HookBudgets, HookLane, placeAt } from './lanes.js'
import { keptNotes } from './testing/notes.js'

const job = (order: number) => ({ id: `whd_${order}`, order, notBefore: 0, failures: 0 })
const place = (id: string | number) => placeAt(`${id}` as EndpointId, 'ticket-1', `${id}:443`)
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
  const budgets = new HookBudgets(new Breakers(keptNotes(), new FakeClock()), () => {})
  const [a, b] = [place('a'), place('b')]
  expect([1, 2, 3, 4, 5].map(() => budgets.take(a))).toEqual([true, true, true, true, false])
  expect([budgets.take(b), budgets.waitFor(a)]).toEqual([true, Number.POSITIVE_INFINITY])
  budgets.ended(a)
  expect(budgets.take(a)).toBe(true)
})

it('a command counts among the four of its endpoint, and is looked at again when one of the others has ended', () => {
  const freed: string[] = []
  const budgets = new HookBudgets(new Breakers(keptNotes(), new FakeClock()), id => freed.push(id))
  const command = placeAt('a' as EndpointId, 'command ticket-1 3', 'a:443')
  for (let n = 0; n < 4; n++) budgets.take(place('a'))
  expect([budgets.take(command), command.key]).toEqual([false, 'commands a'])
  budgets.ended(place('a'))
  expect([freed, budgets.take(command), budgets.take(place('a'))]).toEqual([['commands a', 'a'], true, false])
  expect(lane().next()).toBeUndefined()
  const priorityOf = (of: string) => {
    const one = new HookLane(`a ${of}`, 'a' as EndpointId, false, of)
    one.add(job(1))
    return one.next()?.priority
  }
  expect([priorityOf('command ticket-1 3'), priorityOf('ticket-1')]).toEqual([0, 1])
})

it('of all calls at once the last half are for endpoints that have none: what hangs at many delays no other', () => {
  const budgets = new HookBudgets(new Breakers(keptNotes(), new FakeClock()), () => {})
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

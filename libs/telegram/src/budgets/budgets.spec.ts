import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { FakeClock } from '#kernel'
import { type Budgets, type Chat, createBudgets } from './budgets.js'

const customer: Chat = { kind: 'private', key: 'anna' }
const other: Chat = { kind: 'private', key: 'ben' }
const group: Chat = { kind: 'group', key: 'staff' }

function given(limits = true) {
  const clock = new FakeClock()
  return { clock, budgets: createBudgets({ clock, limits }) }
}

/** Takes as soon as it is allowed, for so long; answers when. */
async function greedy(clock: FakeClock, budgets: Budgets, chats: Chat[], forMs: number): Promise<number[]> {
  const taken: number[] = []
  const end = clock.monotonic() + forMs
  for (;;) {
    const next = chats.toSorted((one, two) => budgets.waitFor(one) - budgets.waitFor(two))[0]
    if (!next) return taken
    await clock.advance(budgets.waitFor(next))
    if (clock.monotonic() >= end) return taken
    expect(budgets.take(next)).toBe(true)
    taken.push(clock.monotonic())
  }
}

const mostIn = (times: number[], span: number) =>
  Math.max(0, ...times.map(from => times.filter(time => time >= from && time < from + span).length))

describe('budgets', () => {
  it('begin empty where another process has sent until now, and fill as ever', async () => {
    const clock = new FakeClock()
    const budgets = createBudgets({ clock, limits: true, takenOver: true })
    expect([budgets.waitFor(customer), budgets.waitFor(group)]).toEqual([1000, 3000])
    await clock.advance(1000)
    expect([1, 2].map(() => budgets.take(customer))).toEqual([true, false])
    await clock.advance(60_000)
    expect(Array.from({ length: 21 }, () => budgets.take(group)).filter(Boolean)).toHaveLength(20)
  })

  it('allow a private chat three at once, then one a second', async () => {
    const { clock, budgets } = given()
    expect([1, 2, 3, 4].map(() => budgets.take(customer))).toEqual([true, true, true, false])
    expect(budgets.waitFor(customer)).toBe(1000)
    expect(budgets.waitForAny()).toBe(0)
    expect(budgets.waitFor(other)).toBe(0)
    await clock.advance(999)
    expect(budgets.take(customer)).toBe(false)
    await clock.advance(1)
    expect(budgets.take(customer)).toBe(true)
  })

  it('allow a group twenty at once, then one every three seconds', async () => {
    const { clock, budgets } = given()
    const taken = await greedy(clock, budgets, [group], 60_000)
    expect(taken.filter(time => time === 0)).toHaveLength(20)
    expect(taken.slice(20, 23)).toEqual([3000, 6000, 9000])
    expect(taken).toHaveLength(20 + 19)
  })

  it('count an album as its messages; one that is more than the bucket holds goes when that is full', async () => {
    const { clock, budgets } = given()
    expect([budgets.take(group, 10), budgets.take(group, 10), budgets.take(group)]).toEqual([
      true,
      true,
      false
    ])
    expect(budgets.waitFor(group, 10)).toBe(30_000)
    expect(budgets.take(customer, 10)).toBe(true)
    expect(budgets.waitFor(customer)).toBe(8000)
    await clock.advance(9999)
    expect(budgets.take(customer, 10)).toBe(false)
    await clock.advance(1)
    expect(budgets.take(customer, 10)).toBe(true)
  })

  it('allow thirty in any second overall', async () => {
    const { clock, budgets } = given()
    const chats = Array.from({ length: 100 }, (_, id): Chat => ({ kind: 'private', key: `customer ${id}` }))
    const taken = await greedy(clock, budgets, chats, 3000)
    expect(mostIn(taken, 1000)).toBe(30)
    expect(taken).toHaveLength(90)
  })

  it('never allow more than the limit in any span, and never less for ever', async () => {
    const waits = fc.array(fc.tuple(fc.constantFrom(customer, group), fc.nat(4000)), { maxLength: 120 })
    await fc.assert(
      fc.asyncProperty(waits, async steps => {
        const { clock, budgets } = given()
        const times = new Map<Chat, number[]>([
          [customer, []],
          [group, []]
        ])
        for (const [chat, wait] of steps) {
          await clock.advance(wait)
          const allowed = budgets.waitFor(chat) === 0
          expect(budgets.take(chat)).toBe(allowed)
          if (allowed) times.get(chat)?.push(clock.monotonic())
        }
        for (const [chat, taken] of times) {
          const [burst, every] = chat.kind === 'private' ? [3, 1000] : [20, 3000]
          for (const span of [1, 1000, 10_000, 60_000]) {
            expect(mostIn(taken, span)).toBeLessThanOrEqual(burst + Math.ceil(span / every) - 1)
          }
          await clock.advance(budgets.waitFor(chat))
          expect(budgets.take(chat)).toBe(true)
        }
      }),
      { numRuns: 50 }
    )
  })

  it('count nothing for what was not called after all, and keep to the limit for what was', async () => {
    const { clock, budgets } = given()
    for (let n = 0; n < 100; n++) {
      expect(budgets.take(group)).toBe(true)
      if (n % 20 < 15) budgets.giveBack(group)
      await clock.advance(1000)
    }
    const { clock: later, budgets: others } = given()
    const made: number[] = []
    for (let n = 0; n < 400; n++) {
      if (others.take(group)) {
        if (n % 2 === 0) others.giveBack(group)
        else made.push(later.monotonic())
      }
      await later.advance(500)
    }
    for (const span of [1000, 10_000, 60_000])
      expect(mostIn(made, span)).toBeLessThanOrEqual(20 + Math.ceil(span / 3000))
    expect(made.length).toBeGreaterThan(60)
  })

  it('limit nothing when limits are off', () => {
    const { budgets } = given(false)
    expect(Array.from({ length: 100 }, () => budgets.take(group)).every(Boolean)).toBe(true)
    expect([budgets.waitFor(group), budgets.waitForAny()]).toEqual([0, 0])
  })
})

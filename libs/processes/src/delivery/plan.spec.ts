import { describe, expect, it } from '@jest/globals'
import type { RecordedEvent } from '#event-log'
import type { ConversationId, DeliveryId, MessageId, StaffGroupId } from '#kernel'
import { FakeClock } from '#kernel'
import { type Chat, createBudgets } from '#telegram'
import { Plan, RetryAfter } from '../dispatch/index.js'
import { Lane, type Step } from './outbox/lane.js'
import { groupLane, type LaneKey, privateLane, taskFor, type Work } from './outbox/task.js'

const group = 'g1' as StaffGroupId
const relay: Work = { kind: 'relay', edited: false }
const reply: Work = { kind: 'reply', messageId: 'm' as MessageId }
const notice: Work = { kind: 'staff_notice', about: 'group' }

const noNotes = { load: async () => undefined, save: async () => {} }

class Bench {
  readonly clock = new FakeClock()
  readonly lanes = new Map<string, Lane>()
  readonly retryAfter = new RetryAfter(noNotes, 'pauses', this.clock)
  readonly plan: Plan<Lane, Step, Chat>
  #ids = 0

  constructor(limits = true) {
    const budgets = createBudgets({ clock: this.clock, limits })
    this.plan = new Plan(budgets, this.retryAfter, this.clock, lane => {
      const [kind, key = ''] = lane.key.split(':')
      return kind === 'conversation' ? { key, kind: 'private' } : { key, kind: 'group' }
    })
  }

  add(key: LaneKey, work: Work): void {
    const lane = this.lanes.get(key) ?? new Lane(key, undefined)
    this.lanes.set(key, lane)
    const id = `${key} #${++this.#ids}` as DeliveryId
    const event = { position: String(this.#ids), revision: 0 } as RecordedEvent
    lane.add(
      taskFor({ id, work, lane: key, event, ticketId: null, conversationId: null, staffGroupId: null }, '')
    )
    this.plan.ready(lane)
  }

  topic(n: number): LaneKey {
    return groupLane(group, n)
  }

  /** What is next, done at once. */
  take(): string | undefined {
    const planned = this.plan.next()
    if (planned?.step.kind !== 'task') return undefined
    planned.lane.remove(planned.step.job)
    this.plan.ready(planned.lane)
    return planned.step.job.id
  }

  takeAll(): string[] {
    const taken: string[] = []
    for (let id = this.take(); id; id = this.take()) taken.push(id)
    return taken
  }
}

const chat = (n: number) => privateLane(`c${n}` as ConversationId)

describe('which call is next', () => {
  it('replies come before relays, relays before notices, whatever came first', () => {
    const bench = new Bench(false)
    bench.add(bench.topic(1), notice)
    bench.add(bench.topic(2), relay)
    bench.add(chat(1), reply)
    expect(bench.takeAll().map(id => id.split(' ')[0])).toEqual([chat(1), bench.topic(2), bench.topic(1)])
  })

  it('a reply behind a notice to the same customer does not wait with it', () => {
    const bench = new Bench(false)
    bench.add(bench.topic(1), relay)
    bench.add(chat(1), { kind: 'customer_notice', notice: 'opened' })
    bench.add(chat(2), { kind: 'customer_notice', notice: 'opened' })
    bench.add(chat(1), reply)
    expect(bench.takeAll().map(id => id.split(' ')[0])).toEqual([
      ...[chat(1), chat(1)],
      ...[bench.topic(1), chat(2)]
    ])
  })

  it('tickets of one group take turns, and each keeps its order', () => {
    const bench = new Bench(false)
    for (const n of [1, 1, 1, 2, 2, 3]) bench.add(bench.topic(n), relay)
    expect(bench.takeAll()).toEqual([
      `${bench.topic(1)} #1`,
      `${bench.topic(2)} #4`,
      `${bench.topic(3)} #6`,
      `${bench.topic(1)} #2`,
      `${bench.topic(2)} #5`,
      `${bench.topic(1)} #3`
    ])
  })

  it('a lane has one call under way', () => {
    const bench = new Bench(false)
    bench.add(bench.topic(1), relay)
    bench.add(bench.topic(1), relay)
    const first = bench.plan.next()
    expect(first).toBeDefined()
    if (first) first.lane.busy = true
    if (first) bench.plan.ready(first.lane)
    expect(bench.plan.next()).toBeUndefined()
  })

  it('a group gets 20 at once and then one every 3 s, relays before notices', async () => {
    const bench = new Bench()
    for (let n = 0; n < 15; n++) bench.add(bench.topic(n), notice)
    for (let n = 0; n < 15; n++) bench.add(bench.topic(100 + n), relay)
    const first = bench.takeAll()
    expect(first).toHaveLength(20)
    expect(first.slice(0, 15).every(id => id.startsWith(`group:${group}:1`))).toBe(true)
    expect(bench.plan.waitMs).toBeLessThanOrEqual(3000)
    await bench.clock.advance(2999)
    expect(bench.takeAll()).toHaveLength(0)
    await bench.clock.advance(1)
    expect(bench.takeAll()).toHaveLength(1)
    bench.add(bench.topic(200), relay)
    await bench.clock.advance(3000)
    expect(bench.takeAll()).toEqual([expect.stringContaining(bench.topic(200))])
  })

  it('a full group keeps nobody else waiting', () => {
    const bench = new Bench()
    for (let n = 0; n < 25; n++) bench.add(bench.topic(n), relay)
    bench.add(chat(1), notice)
    const taken = bench.takeAll()
    expect(taken).toHaveLength(21)
    expect(taken).toContain(`${chat(1)} #26`)
  })

  it('30 a second over all chats, and the first second is nobody’s alone', async () => {
    const bench = new Bench()
    for (let n = 0; n < 50; n++) bench.add(chat(n), n < 40 ? notice : reply)
    const first = bench.takeAll()
    expect(first).toHaveLength(30)
    expect(first.slice(0, 10).every(id => Number(id.split('#')[1]) > 40)).toBe(true)
    await bench.clock.advance(1000)
    expect(bench.takeAll()).toHaveLength(20)
  })

  it('what Telegram said about one chat holds for this chat to the millisecond, limits off too', async () => {
    const bench = new Bench(false)
    await bench.retryAfter.hold({ key: 'c1', kind: 'private' }, 7)
    bench.add(chat(1), reply)
    bench.add(chat(2), reply)
    expect(bench.takeAll()).toEqual([`${chat(2)} #2`])
    await bench.clock.advance(6999)
    expect(bench.takeAll()).toEqual([])
    await bench.clock.advance(1)
    expect(bench.takeAll()).toEqual([`${chat(1)} #1`])
  })

  it('a task waits for its time and holds its lane only', async () => {
    const bench = new Bench(false)
    bench.add(bench.topic(1), relay)
    const lane = bench.lanes.get(bench.topic(1))
    if (lane?.queue[0]) lane.queue[0].notBefore = 500
    bench.add(bench.topic(1), relay)
    bench.add(bench.topic(2), relay)
    expect(bench.takeAll()).toEqual([`${bench.topic(2)} #3`])
    await bench.clock.advance(500)
    expect(bench.takeAll()).toHaveLength(2)
  })

  it('ten thousand lanes cost no more per step than ten', () => {
    const looksPerStep = (lanes: number): number => {
      const bench = new Bench(false)
      for (let n = 0; n < lanes; n++) bench.add(bench.topic(n), relay)
      let looks = 0
      for (const lane of bench.lanes.values()) {
        const next = lane.next.bind(lane)
        lane.next = () => {
          looks++
          return next()
        }
      }
      expect(bench.takeAll()).toHaveLength(lanes)
      return looks / lanes
    }
    expect(looksPerStep(10_000)).toBe(looksPerStep(10))
  })
})

describe('a time that comes between looking and going to sleep', () => {
  it("is waited for shortly, not for ever, be it a chat's or that of all chats", async () => {
    const chats = new Bench()
    for (let n = 0; n < 40; n++) chats.add(chat(n), reply)
    chats.takeAll()
    await chats.clock.advance(60_000)
    expect(chats.plan.waitMs).toBe(1)
    expect(chats.takeAll()).toHaveLength(10)

    const one = new Bench()
    for (let n = 0; n < 5; n++) one.add(chat(1), reply)
    one.takeAll()
    await one.clock.advance(60_000)
    expect(one.plan.waitMs).toBe(1)
    expect(one.takeAll()).toHaveLength(2)
  })
})

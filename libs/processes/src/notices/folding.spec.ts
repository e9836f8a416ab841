import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DigestChat } from '#domain'
import type { Position, RecordedEvent } from '#event-log'
import { FakeClock, type StaffGroupId } from '#kernel'
import { Folding, type Gathered } from './folding.js'
import type { News } from './news.js'

const chats: readonly DigestChat[] = [{ leadsChatId: -5 }, { staffGroupId: 'group' as StaffGroupId }]
const positionOf = (nth: number) => String(nth).padStart(6, '0') as Position
const eventAt = (nth: number) => ({ position: positionOf(nth) }) as RecordedEvent

/** A log of numbered news, a process that can be killed, and what was told in each chat: that alone outlives a kill. */
class Desk {
  readonly clock = new FakeClock()
  readonly log: number[][] = []
  readonly told = new Map<DigestChat, { at: number; news: number[] }[]>(chats.map(chat => [chat, []]))
  /** Of the first news that is not done with: what a new process begins with. */
  checkpoint = 0
  #life = new AbortController()
  #folding = this.#born()
  #open = new Set<number>()

  #born(): Folding {
    const life = this.#life
    return new Folding({
      clock: this.clock,
      waitMs: () => 0,
      last: async chat => {
        const last = this.told.get(chat)?.at(-1)
        return last && { at: last.at, through: positionOf(last.news.at(-1) ?? 0) }
      },
      tell: async (chat, all) => {
        if (life.signal.aborted) return false
        const news = all.map(({ by }) => Number(by.position))
        this.told.get(chat)?.push({ at: this.clock.now(), news })
        return true
      }
    })
  }

  async hear(nth: number): Promise<void> {
    const life = this.#life
    for (const index of this.log[nth] ?? []) {
      const chat = chats[index]
      if (!chat) continue
      const key = nth * chats.length + index
      this.#open.add(key)
      const done = () => {
        if (!life.signal.aborted) this.#open.delete(key)
      }
      const one: Gathered = { news: { kind: 'handed_up' } as News, by: eventAt(nth), done }
      await this.#folding.add(chat, one, life.signal)
    }
    const first = Math.min(...this.#open)
    this.checkpoint = Number.isFinite(first) ? Math.floor(first / chats.length) : nth + 1
  }

  /** What it has saved of its place may be older than what it has done. */
  async kill(saved: number): Promise<void> {
    this.#life.abort()
    this.#life = new AbortController()
    this.#open = new Set()
    this.#folding = this.#born()
    for (let nth = Math.min(saved, this.checkpoint); nth < this.log.length; nth++) await this.hear(nth)
  }
}

it('whenever the process is killed: each news is told once in each of its chats, in order, one message a minute', async () => {
  const step = fc.oneof(
    fc.record({ hear: fc.subarray([0, 1], { minLength: 1 }) }),
    fc.record({ passMs: fc.integer({ min: 0, max: 90_000 }) }),
    fc.record({ killBackBy: fc.nat(5) })
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
      const desk = new Desk()
      for (const one of steps) {
        if ('hear' in one) {
          desk.log.push(one.hear)
          await desk.hear(desk.log.length - 1)
        } else if ('passMs' in one) await desk.clock.advance(one.passMs)
        else await desk.kill(Math.max(0, desk.checkpoint - one.killBackBy))
      }
      await desk.clock.advance(60_000)
      await desk.clock.advance(60_000)
      for (const [index, chat] of chats.entries()) {
        const told = desk.told.get(chat) ?? []
        const wanted = desk.log.flatMap((list, nth) => (list.includes(index) ? [nth] : []))
        expect(told.flatMap(({ news }) => news)).toEqual(wanted)
        for (const [nth, { at }] of told.slice(1).entries())
          expect(at - (told[nth]?.at ?? 0)).toBeGreaterThanOrEqual(60_000)
      }
    }),
    { numRuns: 200 }
  )
})

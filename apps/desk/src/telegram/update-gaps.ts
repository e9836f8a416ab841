import type { Clock, Instant } from '#kernel'

/** Updates that Telegram numbered and that never came: expired there, or taken by another consumer of this bot. */
export interface UpdateGap {
  readonly from: number
  readonly to: number
  readonly noticedAt: Instant
}

/** By webhook, updates of different chats overtake each other: a number counts as missing after this long. */
const patienceMs = 120_000
/** A larger jump, or one backwards, is Telegram numbering anew after a quiet week. */
const longestGap = 10_000
const mostGaps = 1000

/**
 * Watches the numbers of updates. It tells that updates were lost and how many, never which. Numbers before the first
 * one seen since the start are not judged.
 */
export class UpdateGaps {
  #next: number | undefined
  #open: UpdateGap[] = []

  constructor(private readonly clock: Clock) {}

  received(updateId: number): void {
    if (this.#next === undefined || Math.abs(updateId - this.#next) > longestGap) {
      this.#next = updateId + 1
      return
    }
    if (updateId < this.#next) {
      this.#fill(updateId)
      return
    }
    if (updateId > this.#next) {
      this.#open.push({ from: this.#next, to: updateId - 1, noticedAt: this.clock.now() })
      if (this.#open.length > mostGaps) this.#open.shift()
    }
    this.#next = updateId + 1
  }

  /** Those that are not filled in time. */
  get missing(): readonly UpdateGap[] {
    const before = this.clock.now() - patienceMs
    return this.#open.filter(({ noticedAt }) => noticedAt <= before)
  }

  #fill(updateId: number): void {
    const index = this.#open.findIndex(({ from, to }) => from <= updateId && updateId <= to)
    const gap = this.#open[index]
    if (!gap) return
    const left = { ...gap, to: updateId - 1 }
    const right = { ...gap, from: updateId + 1 }
    this.#open.splice(index, 1, ...[left, right].filter(({ from, to }) => from <= to))
  }
}

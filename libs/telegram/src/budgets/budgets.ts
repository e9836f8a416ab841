import type { Clock } from '#kernel'
import { type Bucket, bucket, type Rate, slidingWindow } from './rates.js'

export interface Chat {
  readonly kind: 'private' | 'group'
  /** The caller's own name for it. */
  readonly key: string
}

/**
 * Telegram's limits for one bot: a private chat 1/s with a burst of 3; a group, all its topics together, a bucket
 * of 20 with one more every 3 s; 30 in any second overall. Jumps of the wall clock change no waiting time.
 */
export interface Budgets {
  /**
   * Milliseconds until a call for this chat that sends so many messages (1) is allowed; 0 is now. Never grows by asking.
   * An album counts as its messages.
   */
  waitFor(chat: Chat, count?: number): number
  /** The same of the limit over all chats. */
  waitForAny(count?: number): number
  /** Counts the call, if it is allowed now; says whether it is. Once `waitFor` has passed, it is. */
  take(chat: Chat, count?: number): boolean
  /** A call that was taken was not made. Of the chat's limit only: the one over all is full again in a second. */
  giveBack(chat: Chat, count?: number): void
}

export interface BudgetOptions {
  readonly clock: Clock
  /** False: nothing is limited (test servers). */
  readonly limits: boolean
  /** Another process has sent until a moment ago, and nobody knows how much: every bucket is empty now. */
  readonly takenOver?: boolean
}

const manyChats = 10_000

export function createBudgets({ clock, limits, takenOver = false }: BudgetOptions): Budgets {
  if (!limits) return { waitFor: () => 0, waitForAny: () => 0, take: () => true, giveBack: () => {} }
  const emptyAt = takenOver ? clock.monotonic() : Number.NEGATIVE_INFINITY
  const overall = slidingWindow(30, 1000)
  const rates = new Map<string, Bucket>()

  const rateOf = ({ kind, key }: Chat): Bucket => {
    const name = `${kind} ${key}`
    const known = rates.get(name)
    if (known) return known
    const made = kind === 'private' ? bucket(3, 1000, emptyAt) : bucket(20, 3000, emptyAt)
    rates.set(name, made)
    return made
  }
  const sweep = (now: number) => {
    if (rates.size <= manyChats) return
    for (const [name, rate] of rates) if (rate.isFull(now)) rates.delete(name)
  }
  const waitOf = (now: number, count: number, ...all: Rate[]): number =>
    Math.ceil(Math.max(now, ...all.map(rate => rate.nextAt(now, count))) - now)

  return {
    waitFor: (chat, count = 1) => waitOf(clock.monotonic(), count, rateOf(chat), overall),
    waitForAny: (count = 1) => waitOf(clock.monotonic(), count, overall),
    take(chat, count = 1) {
      const now = clock.monotonic()
      sweep(now)
      const rate = rateOf(chat)
      if (waitOf(now, count, rate, overall) > 0) return false
      rate.take(now, count)
      overall.take(now, count)
      return true
    },
    giveBack: (chat, count = 1) => rateOf(chat).giveBack(count)
  }
}

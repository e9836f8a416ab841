import type { Clock, Instant } from '#kernel'
import { bucket, type Rate, slidingWindow } from './rates.js'

export interface Chat {
  readonly kind: 'private' | 'group'
  readonly id: number
}

/** A deadline that Telegram set (`retry_after`), for one chat or for the whole bot. */
export interface Hold {
  readonly chat: Chat | 'all'
  readonly until: Instant
}

/**
 * Telegram's limits for one bot: a private chat 1/s with a burst of 3; a group, all its topics together, a bucket
 * of 20 with one more every 3 s; 30 in any second overall. And the deadlines of 429 answers, kept to the millisecond.
 * In memory; `holds` and `hold` carry the deadlines over a restart. Jumps of the wall clock change no waiting time.
 */
export interface Budgets {
  /** Milliseconds until a call for this chat is allowed; 0 is now. Never grows by asking. */
  waitFor(chat: Chat): number
  /** The same as an instant of the wall clock. */
  nextAllowedAt(chat: Chat): Instant
  /** Counts one call, if it is allowed now; says whether it is. Once `waitFor` has passed, it is. */
  take(chat: Chat): boolean
  /** No call before `until`, for a chat or for all. An earlier hold that ends later stays. */
  holdUntil(chat: Chat | 'all', until: Instant): void
  /** The holds that still run: to be stored, and given to `holdUntil` after a restart. */
  holds(): Hold[]
}

export interface BudgetOptions {
  readonly clock: Clock
  /** False: only holds count (test servers). */
  readonly limits: boolean
  /** Another process has sent until a moment ago, and nobody knows how much: every bucket is empty now. */
  readonly takenOver?: boolean
}

const manyChats = 10_000

export function createBudgets({ clock, limits, takenOver = false }: BudgetOptions): Budgets {
  const emptyAt = takenOver ? clock.monotonic() : Number.NEGATIVE_INFINITY
  const overall = slidingWindow(30, 1000)
  const rates = new Map<string, Rate>()
  const held = new Map<string, { chat: Chat | 'all'; until: number }>()

  const name = (chat: Chat | 'all') => (chat === 'all' ? 'all' : `${chat.kind} ${chat.id}`)
  const rateOf = (chat: Chat): Rate => {
    const known = rates.get(name(chat))
    if (known) return known
    const made = chat.kind === 'private' ? bucket(3, 1000, emptyAt) : bucket(20, 3000, emptyAt)
    rates.set(name(chat), made)
    return made
  }
  const nextAt = (chat: Chat, now: number): number => {
    const free = [held.get('all')?.until ?? now, held.get(name(chat))?.until ?? now]
    if (limits) free.push(rateOf(chat).nextAt(now), overall.nextAt(now))
    return Math.max(now, ...free)
  }
  const sweep = (now: number) => {
    for (const [key, { until }] of held) if (until <= now) held.delete(key)
    if (rates.size <= manyChats) return
    for (const [key, rate] of rates) if (rate.isFull(now)) rates.delete(key)
  }

  const waitFor = (chat: Chat): number => {
    const now = clock.monotonic()
    return Math.ceil(nextAt(chat, now) - now)
  }
  return {
    waitFor,
    nextAllowedAt: chat => clock.now() + waitFor(chat),
    take(chat) {
      const now = clock.monotonic()
      sweep(now)
      if (nextAt(chat, now) > now) return false
      if (limits) {
        rateOf(chat).take(now)
        overall.take(now)
      }
      return true
    },
    holdUntil(chat, until) {
      const deadline = clock.monotonic() + (until - clock.now())
      const before = held.get(name(chat))?.until ?? Number.NEGATIVE_INFINITY
      held.set(name(chat), { chat, until: Math.max(before, deadline) })
    },
    holds() {
      const now = clock.monotonic()
      sweep(now)
      return [...held.values()].map(({ chat, until }) => ({
        chat,
        until: Math.ceil(clock.now() + until - now)
      }))
    }
  }
}

import type { TimeSource } from './time.js'

interface Rate {
  burst: number
  everyMs: number
}

const perPrivateChat: Rate = { burst: 5, everyMs: 1000 }
const perGroup: Rate = { burst: 20, everyMs: 3000 }
const overall: Rate = { burst: 30, everyMs: 1000 / 30 }
/** How much too early, in parts of one token, a call may come: clocks and networks are not exact. */
const tolerance = 0.1
const bucketsKept = 10_000

class Bucket {
  private tokens: number
  private at: number

  constructor(
    private readonly rate: Rate,
    now: number
  ) {
    this.tokens = rate.burst
    this.at = now
  }

  /** Milliseconds until `count` may be taken; 0 when they may be now. */
  waitMs(now: number, count: number): number {
    this.tokens = Math.min(this.rate.burst, this.tokens + (now - this.at) / this.rate.everyMs)
    this.at = now
    const missing = Math.min(count, this.rate.burst) - tolerance - this.tokens
    return missing > 0 ? missing * this.rate.everyMs : 0
  }

  take(count: number): void {
    this.tokens -= count
  }

  get full(): boolean {
    return this.tokens >= this.rate.burst
  }
}

/**
 * Telegram's flood limits as far as they are known: about one message a second in a private chat with a short burst,
 * twenty a minute in a group whatever the topic, thirty a second in all.
 */
export class Limits {
  private readonly buckets = new Map<number, Bucket>()
  private all: Bucket

  constructor(
    private readonly clock: TimeSource,
    public on: boolean
  ) {
    this.all = new Bucket(overall, clock.monotonic())
  }

  /** Seconds to wait, or 0 when the call may go. */
  wait(chatId: number, count: number): number {
    if (!this.on || count === 0) return 0
    const now = this.clock.monotonic()
    const chat = this.bucket(chatId, now)
    const waitMs = Math.max(chat.waitMs(now, count), this.all.waitMs(now, count))
    return Math.ceil(waitMs / 1000)
  }

  /** Counts a call that was done. */
  take(chatId: number, count: number): void {
    if (!this.on || count === 0) return
    this.bucket(chatId, this.clock.monotonic()).take(count)
    this.all.take(count)
  }

  private bucket(chatId: number, now: number): Bucket {
    const known = this.buckets.get(chatId)
    if (known) return known
    if (this.buckets.size >= bucketsKept) {
      for (const [id, bucket] of this.buckets) if (bucket.full) this.buckets.delete(id)
    }
    const fresh = new Bucket(chatId > 0 ? perPrivateChat : perGroup, now)
    this.buckets.set(chatId, fresh)
    return fresh
  }
}

import type { Clock } from '#kernel'
import type { TelegramClient } from '#telegram'

const shortMs = 600_000
const dayMs = 86_400_000
const bucketMs = 60_000

interface Bucket {
  readonly minute: number
  calls: number
  refused: number
  unanswered: number
}

/** How calls to the Bot API went. */
export interface CallRates {
  readonly calls: number
  /** Telegram said no: 4xx. */
  readonly refused: number
  /** No clear answer: lost, or never sent. */
  readonly unanswered: number
}

export interface CountedClient {
  readonly client: TelegramClient
  /** Of the last ten minutes. */
  rates(): CallRates
  /** Of the last 24 hours, since the start where that is later. */
  ofDay(): CallRates
}

/** The same client, with its calls counted for health. Long polls that the desk itself ends are no failures. */
export function countedClient(inner: TelegramClient, clock: Clock): CountedClient {
  let buckets: Bucket[] = []

  function bucket(): Bucket {
    const minute = Math.floor(clock.monotonic() / bucketMs)
    const last = buckets.at(-1)
    if (last?.minute === minute) return last
    const fresh = { minute, calls: 0, refused: 0, unanswered: 0 }
    buckets = [...buckets.filter(({ minute: old }) => (minute - old) * bucketMs < dayMs), fresh]
    return fresh
  }

  const client: TelegramClient = {
    botId: inner.botId,
    timeoutMs: inner.timeoutMs,
    close: () => inner.close(),
    async call(method, params, signal) {
      const result = await inner.call(method, params, signal)
      const now = bucket()
      now.calls++
      // What is asked to be as it is already is no failure.
      if (result.kind === 'error' && result.classified.kind !== 'not_modified') now.refused++
      if ((result.kind === 'lost' || result.kind === 'not_sent') && result.why !== 'aborted') now.unanswered++
      return result
    }
  }
  function ratesOf(windowMs: number): CallRates {
    const { minute } = bucket()
    const within = buckets.filter(({ minute: old }) => (minute - old) * bucketMs < windowMs)
    const sum = (of: (one: Bucket) => number) => within.reduce((total, one) => total + of(one), 0)
    return {
      calls: sum(one => one.calls),
      refused: sum(one => one.refused),
      unanswered: sum(one => one.unanswered)
    }
  }

  return { client, rates: () => ratesOf(shortMs), ofDay: () => ratesOf(dayMs) }
}

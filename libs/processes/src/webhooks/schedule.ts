import type { Called } from '#outbound'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** Between the attempts that follow the first two. */
const gapsMs = [
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  dayMs
]
const mostAttempts = gapsMs.length + 2
/** Of what will not heal by time. */
const mostRefused = 3
const jitter = 0.2

/** What the answer of an endpoint means. */
export type Meaning =
  | { readonly kind: 'delivered' }
  /** It will never take anything again. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'failed'
      /** It is broken, or can't be reached; not: it asked for time. */
      readonly broken: boolean
      /** What was sent is wrong in its eyes. */
      readonly refused: boolean
      readonly retryAfterMs: number
    }

const healing = [408, 409, 425, 429]

export function meaningOf(called: Called, now: number): Meaning {
  if (called.kind !== 'answer') return { kind: 'failed', broken: true, refused: false, retryAfterMs: 0 }
  const { status, headers } = called
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  if (status === 410) return { kind: 'gone' }
  const retryAfterMs = retryAfterIn(headers['retry-after'], now)
  const asksForTime = status === 429 || (status === 503 && retryAfterMs > 0)
  const refused = status >= 400 && status < 500 && !healing.includes(status)
  return { kind: 'failed', broken: !asksForTime, refused, retryAfterMs }
}

/** Seconds or a date; a day at most. */
function retryAfterIn(text: string | undefined, now: number): number {
  if (text === undefined) return 0
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), dayMs)
}

/** How long until the next attempt after so many failures; undefined: that was the last one. */
export function nextAfterMs(
  failures: number,
  { refused, retryAfterMs }: { readonly refused: boolean; readonly retryAfterMs: number },
  firstMs: number,
  random: number
): number | undefined {
  if (failures >= (refused ? mostRefused : mostAttempts)) return undefined
  const gapMs = failures === 1 ? firstMs : (gapsMs[failures - 2] ?? dayMs)
  return Math.max(retryAfterMs, Math.round(gapMs * (1 - jitter + 2 * jitter * random)))
}

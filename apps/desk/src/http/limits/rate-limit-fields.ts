import type { Limit } from '#domain'
import { type Standing, secondsOf } from './gcra.js'

export interface Counted {
  readonly name: string
  readonly limit: Limit
  readonly standing: Standing
}

const list = (items: readonly string[]): string => items.join(', ')

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11): quota and window as they are set; what is
 * left, and in how many seconds all of it is there again, or the next one where nothing is left.
 */
export function fieldsOf(counted: readonly Counted[]): { readonly [name: string]: string } {
  if (counted.length === 0) return {}
  return {
    'RateLimit-Policy': list(
      counted.map(({ name, limit }) => `"${name}";q=${limit.quota};w=${limit.windowS}`)
    ),
    RateLimit: list(
      counted.map(({ name, standing: { remaining, waitMs, fullMs } }) => {
        const untilMs = remaining === 0 && waitMs > 0 ? waitMs : fullMs
        return `"${name}";r=${remaining};t=${secondsOf(untilMs)}`
      })
    )
  }
}

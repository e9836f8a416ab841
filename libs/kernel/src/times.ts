import type { Instant } from './clock.js'

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/

/** RFC 3339, down to milliseconds; undefined when it is none, or no date of the calendar. */
export function instantIn(text: string): Instant | undefined {
  if (!rfc3339.test(text)) return undefined
  try {
    return Temporal.Instant.from(text.toUpperCase().replace(' ', 'T')).epochMilliseconds
  } catch {
    return undefined
  }
}

/** Which of those in order of their ends is the first that ends after `at`, by halving; their count: none does. */
export function firstEndingAfter(stretches: readonly { readonly end: Instant }[], at: Instant): number {
  let low = 0
  let high = stretches.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((stretches[middle]?.end ?? 0) > at) high = middle
    else low = middle + 1
  }
  return low
}

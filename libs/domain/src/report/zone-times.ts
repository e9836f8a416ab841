import type { Instant } from '#kernel'

const day = 86_400_000
const hour = 3_600_000

interface Stretch {
  readonly from: Instant
  readonly offset: number
}

/** Local days and hours of a zone between two instants, worked out from the changes of its clock: exact and cheap. */
export class ZoneTimes {
  readonly #stretches: readonly Stretch[]
  #last: Stretch

  /** @throws RangeError for a zone that there is not */
  constructor(timeZone: string, from: Instant, to: Instant) {
    let at = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone)
    this.#last = { from: Number.NEGATIVE_INFINITY, offset: at.offsetNanoseconds / 1e6 }
    const stretches = [this.#last]
    for (;;) {
      const next = at.getTimeZoneTransition('next')
      if (!next || next.epochMilliseconds > to) break
      stretches.push({ from: next.epochMilliseconds, offset: next.offsetNanoseconds / 1e6 })
      at = next
    }
    this.#stretches = stretches
  }

  /** Days since 1970-01-01, of the local date. */
  dayOf(at: Instant): number {
    return Math.floor((at + this.#at(at).offset) / day)
  }

  /** 0: the hour from Monday, 0:00. */
  hourOfWeek(at: Instant): number {
    const hours = Math.floor((at + this.#at(at).offset) / hour)
    return (((hours + 3 * 24) % 168) + 168) % 168
  }

  /** The first instant of a local day, or of a later one where there is none of it. */
  startOf(localDay: number): Instant {
    const wanted = localDay * day
    for (const [i, { from, offset }] of this.#stretches.entries()) {
      const start = Math.max(from, wanted - offset)
      if (start < (this.#stretches[i + 1]?.from ?? Number.POSITIVE_INFINITY)) return start
    }
    return wanted
  }

  #at(at: Instant): Stretch {
    if (at >= this.#last.from) {
      const next = this.#stretches[this.#stretches.indexOf(this.#last) + 1]
      if (!next || at < next.from) return this.#last
    }
    const found = this.#stretches.findLast(({ from }) => from <= at)
    if (found) this.#last = found
    return this.#last
  }
}

import { firstEndingAfter, type Instant } from '#kernel'
import { type Calendar, type Segment, segmentsOf } from './calendar.js'

/** The open time that starts in one local month, in order, without overlap. */
interface Month {
  readonly segments: readonly Segment[]
  readonly openMs: number
}

/** A calendar without open time in this many days can't answer and is refused when it is published. */
export const daysToSearch = 366
const monthsToSearch = 14
/** No span is followed further: on a calendar that hardly opens, ten years of open time would take millennia. */
export const yearsToSearch = 100

/**
 * Open time by a calendar: sums and sums backwards. Pure: one calendar and one set of zone data always give the same answers.
 * Months are worked out once and kept.
 */
export class BusinessTime {
  readonly #months = new Map<number, Month>()
  readonly #starts = new Map<number, Instant>()
  #lastAsked = { month: 0, start: 0, end: 0 }
  readonly #holidays: ReadonlySet<string>

  constructor(private readonly calendar: Calendar) {
    this.#holidays = new Set(calendar.holidays)
  }

  isOpen(at: Instant): boolean {
    const next = this.#from(at).next()
    return !next.done && next.value.start <= at
  }

  /** `at` itself when open, else the next opening; undefined when nothing opens for `daysToSearch` days. */
  nextOpening(at: Instant): Instant | undefined {
    const next = this.#from(at).next()
    return next.done ? undefined : Math.max(at, next.value.start)
  }

  /** Open milliseconds from `from` to `to`; 0 when `to` is not later. */
  between(from: Instant, to: Instant): number {
    if (to <= from) return 0
    const first = this.#monthOf(from)
    const last = this.#monthOf(to)
    let open = this.#overlap(first - 1, from, to) + this.#overlap(first, from, to)
    for (let month = first + 1; month < last; month++) open += this.#month(month).openMs
    if (last > first) open += this.#overlap(last, from, to)
    return open - this.#spill(last, first, to)
  }

  /**
   * The instant at which `ms` of open time from `from` on are used up: the closing instant when that is when they end, and
   * `from` itself for 0, also outside hours. Undefined when the calendar does not open so long in `yearsToSearch`.
   */
  add(from: Instant, ms: number): Instant | undefined {
    if (ms <= 0) return from
    let left = ms
    let month = this.#monthOf(from)
    for (const segment of this.#tail(month, from)) {
      const start = Math.max(segment.start, from)
      if (segment.end - start >= left) return start + left
      left -= segment.end - start
    }
    const last = month + yearsToSearch * 12
    for (let empty = 0; empty < monthsToSearch && month < last; ) {
      month++
      const { segments, openMs } = this.#month(month)
      empty = openMs === 0 ? empty + 1 : 0
      if (openMs < left) {
        left -= openMs
        continue
      }
      for (const segment of segments) {
        const length = segment.end - segment.start
        if (length >= left) return segment.start + left
        left -= length
      }
    }
    return undefined
  }

  /** The first instant after which more than `ms` are used: the next opening when they end at a closing. */
  exceeded(from: Instant, ms: number): Instant | undefined {
    const due = this.add(from, ms)
    return due === undefined ? undefined : this.nextOpening(due)
  }

  /** Segments from `at` on, the one that holds it first; ends when nothing opens for long. */
  *#from(at: Instant): Generator<Segment> {
    let month = this.#monthOf(at)
    yield* this.#tail(month, at)
    for (let empty = 0; empty < monthsToSearch; ) {
      month++
      const { segments } = this.#month(month)
      empty = segments.length === 0 ? empty + 1 : 0
      yield* segments
    }
  }

  /** What of a month, and of the one before that reaches into it, ends after `at`. */
  *#tail(month: number, at: Instant): Generator<Segment> {
    const before = this.#month(month - 1).segments.at(-1)
    if (before && before.end > at) yield before
    const { segments } = this.#month(month)
    for (let i = firstEndingAfter(segments, at); i < segments.length; i++) {
      const segment = segments[i]
      if (segment) yield segment
    }
  }

  #overlap(month: number, from: Instant, to: Instant): number {
    const { segments } = this.#month(month)
    let open = 0
    for (let i = firstEndingAfter(segments, from); i < segments.length; i++) {
      const segment = segments[i]
      if (!segment || segment.start >= to) break
      open += Math.min(segment.end, to) - Math.max(segment.start, from)
    }
    return open
  }

  /** The last segment of the month before `last` may reach past `to`: whole months were counted whole. */
  #spill(last: number, first: number, to: Instant): number {
    if (last - 1 <= first) return 0
    const reaching = this.#month(last - 1).segments.at(-1)
    return reaching && reaching.end > to ? reaching.end - to : 0
  }

  /** Local months, counted from year 0: that of UTC, or one beside it. */
  #monthOf(at: Instant): number {
    const { month, start, end } = this.#lastAsked
    if (at >= start && at < end) return month
    const utc = new Date(at)
    const guess = utc.getUTCFullYear() * 12 + utc.getUTCMonth()
    const found = at < this.#startOf(guess) ? guess - 1 : at < this.#startOf(guess + 1) ? guess : guess + 1
    this.#lastAsked = { month: found, start: this.#startOf(found), end: this.#startOf(found + 1) }
    return found
  }

  #startOf(month: number): Instant {
    const known = this.#starts.get(month)
    if (known !== undefined) return known
    const start = firstOf(month).toZonedDateTime(this.calendar.timeZone).epochMilliseconds
    this.#starts.set(month, start)
    return start
  }

  #month(index: number): Month {
    const known = this.#months.get(index)
    if (known) return known
    const first = firstOf(index)
    const segments: Segment[] = []
    // Two days before count too: what runs over midnight must not be counted twice at the month's border.
    let covered = Math.max(
      ...[2, 1].flatMap(days => this.#day(first.subtract({ days }))).map(({ end }) => end),
      0
    )
    for (let day = 0; day < first.daysInMonth; day++) {
      for (const { start, end } of this.#day(first.add({ days: day }))) {
        const from = Math.max(start, covered)
        if (end <= from) continue
        covered = end
        const last = segments.at(-1)
        if (last?.end === from) segments[segments.length - 1] = { start: last.start, end }
        else segments.push({ start: from, end })
      }
    }
    const openMs = segments.reduce((sum, { start, end }) => sum + end - start, 0)
    const month = { segments, openMs }
    this.#months.set(index, month)
    return month
  }

  #day(date: Temporal.PlainDate): Segment[] {
    return segmentsOf(this.calendar, this.#holidays, date)
  }
}

const firstOf = (month: number): Temporal.PlainDate =>
  Temporal.PlainDate.from({ year: Math.floor(month / 12), month: (month % 12) + 1, day: 1 })

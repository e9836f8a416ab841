import { randomUUID } from 'node:crypto'
import type { DeskState } from '#desk-state'
import { type Clock, type Instant, toIso } from '#kernel'
import type { Logger } from '#observability'
import { createAnalyser } from '#search'

const prefix = 'searches-without-hit:'
const keptDays = 90
const dayMs = 86_400_000
const dayOf = (at: Instant): string => toIso(at).slice(0, 10)
const { terms } = createAnalyser()
/** Who types on does so within this time. */
const typingMs = 10_000
const mostTyping = 1000

interface Typed {
  readonly words: string
  readonly at: Instant
  /** The day on which it was counted. */
  readonly day: string | undefined
}

/**
 * How many searches of the knowledge base found nothing, by day (UTC), of the last 90 days; never what they looked for. Each
 * process counts in facts of its own, so that none is lost to another.
 */
export class SearchMisses {
  readonly #self = randomUUID().slice(0, 8)
  readonly #counts = new Map<string, number>()
  readonly #typed = new Map<string, Typed>()
  #writing = Promise.resolve()

  constructor(
    private readonly state: Pick<DeskState, 'facts' | 'setFact' | 'dropFact'>,
    private readonly clock: Clock,
    private readonly logger: Logger
  ) {}

  /** Nobody waits for it. Words that say nothing were no search. */
  missed(words: string): void {
    if (terms(words).length > 0) this.#count(dayOf(this.clock.now()), 1)
  }

  /** Of what somebody types on, `wo`, `wor`, `word`, each asked for, only the last is a search. */
  asked(by: string, words: string, isFound: boolean): void {
    const at = this.clock.now()
    const before = this.#typed.get(by)
    const isTyping = before && at - before.at <= typingMs && goesOn(before.words, words)
    if (isTyping && before.day !== undefined) this.#count(before.day, -1)
    const isMiss = !isFound && terms(words).length > 0
    const day = isMiss ? dayOf(at) : undefined
    if (day !== undefined) this.#count(day, 1)
    if (this.#typed.size >= mostTyping) this.#typed.clear()
    this.#typed.set(by, { words, at, day })
  }

  #count(day: string, more: 1 | -1): void {
    const count = (this.#counts.get(day) ?? 0) + more
    this.#counts.set(day, count)
    this.#writing = this.#writing
      .then(() => (count === 1 ? this.#dropOld(day) : undefined))
      // Those behind it have counted further meanwhile.
      .then(() =>
        this.#counts.get(day) === count
          ? this.state.setFact(`${prefix}${day}:${this.#self}`, { count })
          : undefined
      )
      .catch((error: unknown) => this.logger.warn({ error }, 'searches without a hit could not be counted'))
  }

  /** On the first of a day: those of all processes that are over 90 days old. */
  async #dropOld(today: string): Promise<void> {
    const oldest = dayOf(Date.parse(today) - keptDays * dayMs)
    for (const day of this.#counts.keys()) if (day < oldest) this.#counts.delete(day)
    for (const { name } of await this.state.facts(prefix))
      if (name.slice(prefix.length) < oldest) await this.state.dropFact(name)
  }

  /** Of the days that this period touches, those with any, in their order. */
  async byDay(
    from: Instant,
    to: Instant
  ): Promise<readonly { readonly day: string; readonly count: number }[]> {
    await this.#writing
    const [first, last] = [dayOf(from), dayOf(to - 1)]
    const days = new Map<string, number>()
    for (const { name, value } of await this.state.facts(prefix)) {
      const [day = ''] = name.slice(prefix.length).split(':')
      if (day < first || day > last) continue
      days.set(day, (days.get(day) ?? 0) + (typeof value['count'] === 'number' ? value['count'] : 0))
    }
    const some = [...days].filter(([, count]) => count > 0)
    return some.map(([day, count]) => ({ day, count })).sort((a, b) => (a.day < b.day ? -1 : 1))
  }
}

const goesOn = (one: string, other: string): boolean =>
  one !== other && (other.startsWith(one) || one.startsWith(other))

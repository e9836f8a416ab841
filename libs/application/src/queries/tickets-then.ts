import { type SlaStanding, standingOf } from '#domain'
import { type Instant, type QueueId, type Refusal, refuse } from '#kernel'
import type { Find } from '#read-store'
import { noInstant, type TicketDocument } from '#views'
import { ticketSlaFromLog } from '../sla/ticket-sla.js'
import type { DeskReads } from './desk-reads.js'
import type { Place } from './paging.js'
import { CalendarsOfLog } from './sla-calendars.js'
import type { TicketFilter } from './ticket-filter.js'
import { ticketThen } from './ticket-moment.js'
import { wanted } from './ticket-plan.js'

/** A ticket as it was recorded by then, and how its clocks stood where that is asked for. */
export interface TicketThen {
  readonly ticket: TicketDocument
  readonly standing: SlaStanding
  /** The nearest breach, given or to come; `noInstant` where there was none. */
  readonly nextBreachAt: Instant
}

/** How many tickets a list as of a moment looks at. */
export const mostTicketsThen = 20_000
const pageSize = 500
const atOnce = 16

type Walk = Pick<Find, 'index' | 'where' | 'from' | 'to'>

/** What never changes of a ticket narrows it down: code, customer, when it was opened. */
function walksOf({ code, customer, createdAfter, createdBefore }: TicketFilter, instant: Instant): Walk[] {
  const range = {
    ...(createdAfter === undefined ? {} : { from: createdAfter + 1 }),
    to: Math.min(createdBefore ?? noInstant, instant + 1)
  }
  if (code) return code.map(one => ({ index: 'code', where: { code: one }, ...range }))
  if (customer) return customer.map(subjectId => ({ index: 'subject', where: { subjectId }, ...range }))
  return [{ index: 'created', where: {}, ...range }]
}

export class TicketsThen {
  readonly #calendars: CalendarsOfLog

  constructor(
    private readonly reads: Pick<DeskReads, 'log' | 'tickets' | 'sla'>,
    private readonly filter: TicketFilter,
    private readonly instant: Instant,
    private readonly withClocks: boolean,
    /** Of those that are in one of these now; null: of all. */
    private readonly seen: readonly QueueId[] | null = null
  ) {
    this.#calendars = new CalendarsOfLog(reads.log)
  }

  /** Undefined: they are few enough to be looked at. */
  async tooMany(): Promise<Refusal<'too_many_tickets'> | undefined> {
    const walks = walksOf(this.filter, this.instant)
    const counts = await Promise.all(walks.map(walk => this.reads.tickets.count(walk)))
    const count = counts.reduce((sum, one) => sum + one, 0)
    return count > mostTicketsThen ? refuse('too_many_tickets', { count, limit: mostTicketsThen }) : undefined
  }

  /** Whether `all` gives them in the order in which they were opened. */
  get inOrder(): boolean {
    return walksOf(this.filter, this.instant).length === 1
  }

  /** Those that the filter wanted then, walk by walk in the order in which they were opened; of each after this place. */
  async *all(descending = false, start?: Place): AsyncGenerator<TicketThen> {
    for (const walk of walksOf(this.filter, this.instant)) {
      let after = start
      for (;;) {
        const more = after ? { after } : {}
        const page = await this.reads.tickets.find({ ...walk, ...more, descending, limit: pageSize })
        const seen = page.filter(({ queueId }) => this.seen === null || this.seen.includes(queueId))
        for (let from = 0; from < seen.length; from += atOnce)
          yield* await this.#then(seen.slice(from, from + atOnce))
        const last = page.at(-1)
        if (!last || page.length < pageSize) break
        after = { order: last.createdAt, id: last.id }
      }
    }
  }

  /** What has not changed since stands in the view as it was; the others are folded from the log. */
  async #then(page: readonly TicketDocument[]): Promise<TicketThen[]> {
    const { reads, filter, instant } = this
    const moment = { kind: 'time', instant } as const
    const tickets = await Promise.all(
      page.map(async ticket =>
        ticket.updatedAt <= instant ? ticket : (await ticketThen(reads.log, ticket.id, moment))?.ticket
      )
    )
    const there = tickets.filter(ticket => ticket !== undefined && wanted(ticket, filter))
    const found = await Promise.all(there.flatMap(ticket => (ticket ? [this.#clocksOf(ticket, page)] : [])))
    return found.filter(({ standing }) => !filter.sla || filter.sla.some(one => one === standing))
  }

  async #clocksOf(ticket: TicketDocument, page: readonly TicketDocument[]): Promise<TicketThen> {
    if (!this.withClocks) return { ticket, standing: 'none', nextBreachAt: noInstant }
    const { log, sla } = this.reads
    if (page.includes(ticket)) {
      const { standing = 'none', nextBreachAt = noInstant } = (await sla.get(ticket.id)) ?? {}
      return { ticket, standing, nextBreachAt }
    }
    const { instant } = this
    const calendars = this.#calendars
    const told = await ticketSlaFromLog(log, ticket.id, instant, { asOf: instant, calendars })
    const clocks = told?.clocks ?? []
    const breaches = clocks.flatMap(({ metAt, breachedAt, breachAt }) => {
      const at = breachedAt ?? breachAt
      return metAt !== null || at === null ? [] : [at]
    })
    return { ticket, standing: standingOf(clocks), nextBreachAt: Math.min(noInstant, ...breaches) }
  }
}

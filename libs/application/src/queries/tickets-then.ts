import { type SlaStanding, standingOf } from '#domain'
import type { RecordedEvent } from '#event-log'
import { type Instant, type QueueId, type Refusal, refuse, type TicketId } from '#kernel'
import type { Find } from '#read-store'
import { foldTicket, noInstant, type SlaDocument, type TicketDocument } from '#views'
import { ticketSlaOf } from '../sla/ticket-sla.js'
import type { DeskReads } from './desk-reads.js'
import type { Place } from './paging.js'
import { CalendarsOfLog } from './sla-calendars.js'
import { isByClocks } from './sla-plan.js'
import type { TicketFilter } from './ticket-filter.js'
import { historyUntil } from './ticket-moment.js'
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
    const { filter, instant } = this
    const unchanged = page.filter(({ updatedAt }) => updatedAt <= instant).map(({ id }) => id)
    const clocks = this.withClocks ? await this.reads.sla.getMany(unchanged) : new Map<string, SlaDocument>()
    const found = await Promise.all(
      page.map(async ticket => {
        if (ticket.updatedAt > instant) return this.#folded(ticket.id)
        const { standing, nextBreachAt } = clocks.get(ticket.id) ?? noClocks
        return { ticket, standing, nextBreachAt }
      })
    )
    return found.flatMap(one => (one && isWanted(one, filter) ? [one] : []))
  }

  async #folded(ticketId: TicketId): Promise<TicketThen | undefined> {
    const { instant } = this
    const history: RecordedEvent[] = []
    let ticket: TicketDocument | undefined
    for await (const event of historyUntil(this.reads.log, ticketId, { kind: 'time', instant })) {
      ticket = foldTicket(ticket, event)
      if (this.withClocks) history.push(event)
    }
    if (!ticket || !this.withClocks) return ticket && { ticket, ...noClocks }
    const clocks = (await ticketSlaOf(ticketId, history, instant, this.#calendars))?.clocks ?? []
    const breaches = clocks.flatMap(({ metAt, breachedAt, breachAt }) => {
      const at = breachedAt ?? breachAt
      return metAt !== null || at === null ? [] : [at]
    })
    return { ticket, standing: standingOf(clocks), nextBreachAt: Math.min(noInstant, ...breaches) }
  }
}

const noClocks = { standing: 'none', nextBreachAt: noInstant } as const

const isWanted = ({ ticket, ...clocks }: TicketThen, filter: TicketFilter): boolean =>
  wanted(ticket, filter) && isByClocks(clocks, filter)

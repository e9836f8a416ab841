import type { ReportTicket } from '#domain'
import type { Instant } from '#kernel'
import { begunEarly, begunOf, type FactsDocument, mostLateMs, ticketOfFacts } from '#views'
import type { DeskReads } from '../desk-reads.js'

const pageSize = 100
/** Whoever else waits for the event loop waits no longer than two of these, and a page. */
const sliceMs = 1.5

/** The clocks of a desk's processes differ by less. */
const mostAheadMs = 60_000
/** A view that is so far behind still says of each ticket when it was over. */
const mostBehindMs = 3_600_000

export interface Period {
  readonly from: Instant
  readonly to: Instant
  /** Only what was recorded by then; undefined: all that is there. */
  readonly asOf?: Instant | undefined
}

type Reads = Pick<DeskReads, 'facts' | 'tickets' | 'clock'>

/**
 * Every ticket that can say something to this period, as it was recorded by `asOf`, each once and in no order. Those that began
 * in one month are looked through from the first that was not over before the period. A ticket that is resolved or reopened
 * meanwhile changes its place among them: what may have moved is looked through again, until no ticket is found that was passed by.
 */
export async function eachReportTicket(
  reads: Reads,
  period: Period,
  handle: (ticket: ReportTicket) => void
): Promise<void> {
  const months = await monthsOf(reads, period)
  const began = reads.clock.now()
  const seen = new Set<string>()
  let from = Math.min(period.from, period.asOf ?? period.from)
  for (let isNew = true; isNew; from = Math.max(from, began - mostBehindMs)) {
    isNew = false
    for (const begun of months) {
      for await (const page of livedFrom(reads, begun, from)) {
        let since = performance.now()
        for (const document of page) {
          if (seen.has(document.id)) continue
          seen.add(document.id)
          isNew ||= document.createdAt <= began
          const ticket = ticketOfFacts(document, period.asOf)
          if (ticket) handle(ticket)
          if (performance.now() - since < sliceMs) continue
          await turn()
          since = performance.now()
        }
      }
    }
  }
}

/** Those that began in this month and were not over before. */
async function* livedFrom(
  { facts }: Reads,
  begun: string,
  from: Instant
): AsyncGenerator<readonly FactsDocument[]> {
  let after: { order: Instant; id: string } | undefined
  for (;;) {
    const more = after ? { after } : {}
    const page = await facts.find({ index: 'lived', where: { begun }, from, ...more, limit: pageSize })
    await turn()
    yield page
    const last = page.at(-1)
    if (page.length < pageSize || !last) return
    after = { order: last.until, id: last.id }
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

/** From that of the first ticket to that in which the period ends. */
async function monthsOf({ tickets, clock }: Reads, { to, asOf }: Period): Promise<string[]> {
  const [oldest] = await tickets.find({ index: 'created', where: {}, limit: 1 })
  const end = Math.min(to - 1, asOf ?? clock.now() + mostAheadMs)
  const months = [begunEarly]
  if (!oldest) return months
  const month = new Date(oldest.createdAt - mostLateMs)
  month.setUTCDate(1)
  month.setUTCHours(0, 0, 0, 0)
  while (month.getTime() <= end) {
    months.push(begunOf(month.getTime(), month.getTime()))
    month.setUTCMonth(month.getUTCMonth() + 1)
  }
  return months
}

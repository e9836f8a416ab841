import type { ReportTicket } from '#domain'
import type { Instant } from '#kernel'
import { begunEarly, begunOf, mostLateMs, ticketOfFacts } from '#views'
import type { DeskReads } from '../desk-reads.js'

const pageSize = 100
/** Whoever else waits for the event loop waits no longer than two of these, and a page. */
const sliceMs = 1.5

export interface Period {
  readonly from: Instant
  readonly to: Instant
  readonly asOf: Instant
}

/**
 * Every ticket that can say something to this period, as it was recorded by `asOf`, in no order. Those that began in one month
 * are looked through from the first that was not over before the period.
 */
export async function eachReportTicket(
  reads: Pick<DeskReads, 'facts' | 'tickets'>,
  period: Period,
  handle: (ticket: ReportTicket) => void
): Promise<void> {
  const from = Math.min(period.from, period.asOf)
  for (const begun of await monthsOf(reads, period)) {
    let after: { order: Instant; id: string } | undefined
    for (;;) {
      const more = after ? { after } : {}
      const page = await reads.facts.find({
        index: 'lived',
        where: { begun },
        from,
        ...more,
        limit: pageSize
      })
      await turn()
      let since = performance.now()
      for (const document of page) {
        const ticket = ticketOfFacts(document, period.asOf)
        if (ticket) handle(ticket)
        if (performance.now() - since < sliceMs) continue
        await turn()
        since = performance.now()
      }
      const last = page.at(-1)
      if (page.length < pageSize || !last) break
      after = { order: last.until, id: last.id }
    }
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

/** From that of the first ticket to that in which the period ends. */
async function monthsOf({ tickets }: Pick<DeskReads, 'tickets'>, { to, asOf }: Period): Promise<string[]> {
  const [oldest] = await tickets.find({ index: 'created', where: {}, limit: 1 })
  const end = Math.min(to, asOf + 1) - 1
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

import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import {
  type Asking,
  askingOf,
  type BusinessTime,
  type Counted,
  type Counting,
  countings,
  type ReportName,
  type ReportQuestion,
  type ReportTicket,
  Tallies
} from '#domain'
import { businessTimeOf, type CalendarDocument } from '#views'
import { DESK_READS, type DeskReads } from '../desk-reads.js'
import { type ReadAt, type Reflecting, reach } from '../reflect.js'
import { eachReportTicket } from './report-tickets.js'

export interface CountedReport {
  readonly asking: Asking
  readonly tallies: Tallies
}

/** What tickets did in a period, counted from what was recorded of them. */
export class GetReport extends Query<Reflecting<CountedReport>> {
  constructor(
    readonly name: ReportName,
    readonly question: ReportQuestion,
    /** It must hold all that is in the log by now: a report of the past never changes. */
    readonly isOfThePast: boolean,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetReport)
export class GetReportHandler implements IQueryHandler<GetReport> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute(query: GetReport) {
    let tallies: Tallies | undefined
    const { asking, reflects } = await countReport(this.reads, query, started => {
      const counted = new Tallies(started)
      tallies = counted
      return one => counted.add(one)
    })
    return { value: { asking, tallies: tallies ?? new Tallies(asking) }, reflects }
  }
}

/** Counts every ticket that can say something; `begin` is told what is asked, and gets all that counts. */
export async function countReport(
  reads: DeskReads,
  { name, question, isOfThePast, at }: Pick<GetReport, 'name' | 'question' | 'isOfThePast' | 'at'>,
  begin: (asking: Asking) => (counted: Counted, ticket: ReportTicket) => void
): Promise<{ readonly asking: Asking; readonly reflects: string | undefined }> {
  const sources = ['facts', 'tickets', 'slaCalendars'] as const
  if (isOfThePast) await reach(reads, ['log'], at)
  const minPosition = isOfThePast ? await reads.log.head() : at.minPosition
  const reflects = await reach(reads, sources, { minPosition })
  const asking = askingOf(question, await calendarsOf(reads, question))
  const counting: Counting = countings[name]
  const count = begin(asking)
  // What a process whose clock is ahead has just recorded is there too.
  const period = { ...question, asOf: isOfThePast ? question.asOf : undefined }
  await eachReportTicket(reads, period, ticket => counting(ticket, asking, counted => count(counted, ticket)))
  return { asking, reflects }
}

const mostAtOnce = 1000

/** Every version of every calendar: a desk has few. */
async function calendarsOf(
  reads: DeskReads,
  { clock }: ReportQuestion
): Promise<(key: string) => BusinessTime> {
  const calendars = new Map<string, CalendarDocument>()
  for (let after: { order: number; id: string } | undefined; clock === 'business'; ) {
    const more = after ? { after } : {}
    const page = await reads.slaCalendars.find({ index: 'calendar', where: {}, ...more, limit: mostAtOnce })
    for (const calendar of page) calendars.set(calendar.id, calendar)
    const last = page.at(-1)
    if (page.length < mostAtOnce || !last) break
    after = { order: last.version, id: last.id }
  }
  return key => {
    const calendar = calendars.get(key)
    if (!calendar) throw new Error(`the calendar ${key} was never published`)
    return businessTimeOf(calendar)
  }
}

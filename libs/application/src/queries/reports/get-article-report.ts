import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { type ArticleCounts, countArticles } from '#domain'
import type { Instant, QueueId } from '#kernel'
import { DESK_READS, type DeskReads } from '../desk-reads.js'
import { type ReadAt, type Reflecting, reach } from '../reflect.js'
import { eachReportTicket } from './report-tickets.js'

export type ArticleReport = ReadonlyMap<string, Readonly<ArticleCounts>>

/** What became of articles in a period; of these queues, undefined: of all. */
export class GetArticleReport extends Query<Reflecting<ArticleReport>> {
  constructor(
    readonly from: Instant,
    readonly to: Instant,
    readonly queues: readonly QueueId[] | undefined,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetArticleReport)
export class GetArticleReportHandler implements IQueryHandler<GetArticleReport> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ from, to, queues, at }: GetArticleReport) {
    const reflects = await reach(this.reads, ['facts', 'tickets'], at)
    const counts = new Map<string, ArticleCounts>()
    const isWanted = ({ queueId }: { readonly queueId: QueueId }) => !queues || queues.includes(queueId)
    // Rated or sent it may be long after the ticket was over.
    await eachReportTicket(this.reads, { from, to }, ticket =>
      countArticles(ticket, { from, to, isWanted }, counts)
    )
    return { value: counts, reflects }
  }
}

import { Get, Inject } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetArticleReport } from '#application'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { queuesFor } from '../auth/queue-gate.js'
import { Scope } from '../auth/scope.js'
import { time } from '../input/params.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { badQuery } from '../problems/problem.js'

const filters = { from: time, to: time }

/** What became of the knowledge base: what was suggested, sent, found helpful, and looked for in vain. */
@Scope('reports:read')
@ApiController('reports/articles')
export class ArticlesReportController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Get()
  async report(@TheCall() call: Call): Promise<Answer> {
    const { filters: asked, paging, at, body } = this.lists.parse(call.query, 'articles report', filters)
    const { from, to } = asked
    if (from === undefined || to === undefined) throw badQuery('from and to are required')
    if (to <= from) throw badQuery('to must be later than from')
    const queues = queuesFor(call.principal, undefined)
    const { value, reflects } = await this.queries.execute(new GetArticleReport(from, to, queues, at))
    // Searches are of the whole desk, which a key with queues does not see.
    const misses = queues === undefined ? await this.deps.misses.byDay(from, to) : null
    const rows = [...value].sort(([one], [other]) => (one < other ? -1 : 1))
    const listed = body(pageOf(rows, paging), ([article_id, counts]) => ({
      article_id,
      sent: counts.sent,
      helpful: counts.helpful,
      not_helpful: counts.notHelpful,
      suggested: counts.suggested,
      suggested_never_sent: counts.suggestedNeverSent
    }))
    const inAll = misses?.reduce((sum, { count }) => sum + count, 0) ?? null
    return found(
      {
        ...listed,
        searches_without_hit: inAll,
        searches_without_hit_by_day: misses?.map(one => ({ ...one })) ?? null
      },
      reflects
    )
  }
}

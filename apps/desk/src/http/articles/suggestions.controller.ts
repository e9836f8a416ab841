import { Get, Inject, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetTicketWords } from '#application'
import { suggestArticles } from '#search'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { reachedBy } from '../search/reached.js'
import { ticketIdOf } from '../tickets/tickets.controller.js'

/** What of the knowledge base a ticket may be about, by its own words. */
@ApiController('tickets')
export class ArticleSuggestionsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:read', 'tickets:personal')
  @Get(':id/article-suggestions')
  async list(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const ticketId = ticketIdOf(id)
    const { paging, at, body } = this.lists.parse(call.query, `suggestions ${ticketId}`, {})
    const { search } = this.deps
    const reflects = await reachedBy(search, at)
    const words = await this.queries.execute(new GetTicketWords(ticketId))
    if (!words) throw notFound('ticket')
    return found(
      body(pageOf(await suggestArticles(search, words), paging), ({ id, title, summary, url, score }) => ({
        ...{ id, title, summary, url, score }
      })),
      reflects
    )
  }
}

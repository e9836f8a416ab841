import { Get, Inject, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetThread, GetTicket } from '#application'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { reachedBy } from '../search/reached.js'
import { ticketIdOf } from '../tickets/tickets.controller.js'

const most = 3
/** Of the best one's score: what is less is there for a word by the way. */
const threshold = 0.4
const firstMessages = 20
const mostCharacters = 4000

const greetings =
  /\b(?:good\s+(?:morning|day|afternoon|evening)|greetings|dear\s+(?:team|support|all|sirs?))\b|(?<!\p{L})(?:добр(?:ый|ое|ого)\s+(?:день|утро|утра|вечер|вечера|дня)|доброго\s+времени\s+суток|здравствуй)(?!\p{L})/giu

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
    const { value: ticket } = await this.queries.execute(new GetTicket(ticketId, { kind: 'now' }, at))
    const { value: thread } = await this.queries.execute(
      new GetThread(ticketId, { limit: firstMessages }, at)
    )
    if (!ticket || !thread) throw notFound('ticket')
    const written = thread.items.flatMap(({ message, content }) =>
      message.direction === 'inbound' ? [content?.text ?? ''] : []
    )
    const words = [ticket.title ?? '', ...written, ...Object.values(ticket.fields ?? {}).map(String)]
    // The dot says that the last word is whole.
    const asked = `${words.join('\n').slice(0, mostCharacters).replaceAll(greetings, ' ')}.`
    const hits = await search.texts({ words: asked, kinds: ['article'], limit: most })
    const enough = hits.filter(({ score }) => score >= (hits[0]?.score ?? 0) * threshold)
    return found(
      body(pageOf(enough, paging), ({ id, title, summary, url, score }) => ({
        id,
        title,
        summary,
        url,
        score
      })),
      reflects
    )
  }
}

import { Get, Inject } from '@nestjs/common'
import { actorOf, hasScope, ticketStatuses } from '#domain'
import { type JsonObject, type TicketId, ticketIdText } from '#kernel'
import type { FoundText, FoundTicket } from '#search'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { queuesFor } from '../auth/queue-gate.js'
import { Scope } from '../auth/scope.js'
import { queueId } from '../input/params.js'
import { listOf, oneOf } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { badQuery } from '../problems/problem.js'
import { reachedBy } from './reached.js'
import { searchedKinds, searchWords } from './searched.js'

/** Nobody looks further: the rest is asked for in better words. */
const mostHits = 200

const filters = {
  q: searchWords,
  in: listOf(oneOf(searchedKinds)),
  status: listOf(oneOf(ticketStatuses)),
  queue: listOf(queueId)
}

/** Articles, templates and tickets by words, best first. */
@ApiController('search')
export class SearchController {
  constructor(
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:read')
  @Get()
  async find(@TheCall() call: Call): Promise<Answer> {
    const { filters: asked, paging, at, body } = this.lists.parse(call.query, 'search', filters)
    const { q: words, in: kinds = searchedKinds, status: statuses } = asked
    if (words === undefined) throw badQuery('q is needed: the words to look for')
    const { search } = this.deps
    const reflects = await reachedBy(search, at)
    const texts = { tickets: undefined, articles: 'article', templates: 'template' } as const
    const [foundTexts, foundTickets] = await Promise.all([
      search.texts({ words, kinds: kinds.flatMap(kind => texts[kind] ?? []), limit: mostHits }),
      kinds.includes('tickets')
        ? search.tickets({
            words,
            statuses,
            queues: queuesFor(call.principal, asked.queue),
            personal: hasScope(call.principal, 'tickets:personal'),
            limit: mostHits
          })
        : []
    ])
    const hits = [...foundTickets.map(ticketHit), ...foundTexts.map(textHit)].sort(
      (one, other) => other.score - one.score
    )
    if (kinds.includes('articles') && !paging.after)
      this.deps.misses.asked(actorOf(call.principal), words, foundTexts.some(isArticle))
    return found(
      body(pageOf(hits, paging), hit => hit.body),
      reflects
    )
  }
}

const isArticle = ({ kind }: FoundText): boolean => kind === 'article'

interface Hit {
  readonly score: number
  readonly body: JsonObject
}

function ticketHit({ kind, id, score, code, status, queue }: FoundTicket): Hit {
  return { score, body: { kind, id: ticketIdText(id as TicketId), score, code, status, queue_id: queue } }
}

function textHit({ kind, id, score, title, summary, url, shortcode, category, languages }: FoundText): Hit {
  const shown = { kind, id, score, title, category, languages }
  return { score, body: kind === 'article' ? { ...shown, summary, url } : { ...shown, shortcode } }
}

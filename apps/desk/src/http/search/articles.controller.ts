import { Get, Inject } from '@nestjs/common'
import { actorOf } from '#domain'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { badQuery } from '../problems/problem.js'
import { languageAsked } from '../templates/template-lists.controller.js'
import { reachedBy } from './reached.js'
import { searchWords } from './searched.js'

const mostHits = 200

/** The knowledge base by words, best first, with the words of it that were asked for. */
@ApiController('articles/search')
export class ArticleSearchController {
  constructor(
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('settings:read')
  @Get()
  async find(@TheCall() call: Call): Promise<Answer> {
    const filters = { q: searchWords, language: languageAsked }
    const { filters: asked, paging, at, body } = this.lists.parse(call.query, 'articles search', filters)
    const { q: words, language } = asked
    if (words === undefined) throw badQuery('q is needed: the words to look for')
    const { search } = this.deps
    const reflects = await reachedBy(search, at)
    const upTo = Math.min(Number(paging.after?.order ?? 0) + paging.limit + 1, mostHits)
    const hits = await search.texts({ words, kinds: ['article'], language, limit: upTo, highlights: true })
    if (!paging.after) this.deps.misses.asked(actorOf(call.principal), words, hits.length > 0)
    return found(
      body(pageOf(hits, paging), ({ id, title, summary, url, audience, score, highlights }) => ({
        ...{ id, title, summary, url, audience, score },
        highlights: [...highlights]
      })),
      reflects
    )
  }
}

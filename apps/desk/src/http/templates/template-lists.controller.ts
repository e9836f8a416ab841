import { Get, Inject } from '@nestjs/common'
import { reach } from '#application'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import type { Param } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { reachedBy } from '../search/reached.js'
import { searchWords } from '../search/searched.js'
import { settingBody } from '../settings/setting-calls.js'

/** More are not listed: they are found by words. */
const most = 5000

const category: Param<string> = {
  read: text => (text.length >= 1 && text.length <= 100 ? text : undefined),
  expected: 'a category of 1 to 100 characters'
}
export const languageAsked: Param<string> = {
  read: text => (/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(text) ? text.toLowerCase() : undefined),
  expected: 'a language, e.g. en or pt-br'
}

/** What is in force: with words the best first, else by id. */
@ApiController('templates')
export class TemplateListsController {
  constructor(
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('settings:read')
  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const filters = { q: searchWords, category, language: languageAsked }
    const { filters: asked, paging, at, body } = this.lists.parse(call.query, 'templates', filters)
    const { search, reads } = this.deps
    const reflects = await reachedBy(search, at)
    await reach(reads, ['settings'], at)
    const { q, category: inCategory, language } = asked
    const narrowed = { kinds: ['template'] as const, category: inCategory, language, limit: most }
    const hits = await search.texts({ words: q ?? null, ...narrowed })
    if (q === undefined) hits.sort((one, other) => (one.id < other.id ? -1 : 1))
    const { items, next } = pageOf(hits, paging)
    const documents = await reads.settings.getMany(items.map(({ id }) => `template/${id}`))
    // What was retired a moment ago is in the index yet.
    const shown = items.flatMap(({ id, uses, score }) => {
      const document = documents.get(`template/${id}`)
      return document && !document.retired
        ? [{ ...settingBody(document), uses, score: q === undefined ? null : score }]
        : []
    })
    return found(
      body({ items: shown, next }, one => one),
      reflects
    )
  }
}

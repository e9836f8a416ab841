import { Get, Inject, Param, Post } from '@nestjs/common'
import { everyView, reach } from '#application'
import type { JsonObject } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { emptyBody } from '../input/body.js'
import { minPosition, parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps, type ViewReport } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'

@ApiController('admin/views')
export class ViewsController {
  constructor(
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  /** Waits for all of them, and reflects what all have passed. */
  @Scope('operations:read')
  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const { paging, at, body } = this.lists.parse(call.query, 'views', {})
    const reflects = await reach(this.deps.reads, everyView, at)
    const page = pageOf(await this.deps.workers.views(), paging)
    return found(body(page, viewBody), reflects)
  }

  @Scope('operations:read')
  @Get(':name')
  async get(@Param('name') name: string, @TheCall() call: Call): Promise<Answer> {
    const { min_position } = parseQuery(call.query, { min_position: minPosition })
    const reflects = await reach(this.deps.reads, everyView, { minPosition: min_position })
    return found(await this.#report(name), reflects)
  }

  /** 202: it runs; the view's own call tells how far it is. */
  @Scope('admin')
  @Post(':name/rebuilds')
  async rebuild(@Param('name') name: string, @TheCall() call: Call): Promise<Answer> {
    emptyBody(call.body)
    const started = await this.deps.workers.rebuild(name)
    if (!started.ok) throw problemOf(started)
    return { status: 202, headers: {}, body: await this.#report(name) }
  }

  async #report(name: string): Promise<JsonObject> {
    const view = (await this.deps.workers.views()).find(one => one.name === name)
    if (!view) throw notFound('view')
    return viewBody(view)
  }
}

const viewBody = ({
  name,
  version,
  state,
  position,
  gap,
  parked,
  lastError,
  rebuild
}: ViewReport): JsonObject => ({
  name,
  version,
  state,
  position,
  gap,
  parked,
  last_error: lastError,
  rebuild: rebuild && {
    state: rebuild.state,
    events: rebuild.events,
    total: rebuild.total,
    events_per_second: rebuild.eventsPerSecond,
    error: rebuild.error
  }
})

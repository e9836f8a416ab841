import { Get, Inject, Param, Post } from '@nestjs/common'
import type { JsonObject } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { emptyBody } from '../input/body.js'
import { parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps, type ViewReport } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'

@ApiController('admin/views')
export class ViewsController {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    parseQuery(call.query, {})
    const data = (await this.deps.workers.views()).map(viewBody)
    return found({ data, page: { next_cursor: null, has_more: false } }, undefined)
  }

  @Get(':name')
  async get(@Param('name') name: string, @TheCall() call: Call): Promise<Answer> {
    parseQuery(call.query, {})
    return found(await this.#report(name), undefined)
  }

  /** 202: it runs; the view's own call tells how far it is. */
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

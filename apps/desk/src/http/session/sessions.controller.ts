import { Delete, Get, Inject, Param } from '@nestjs/common'
import { actorOf } from '#domain'
import type { SessionId } from '#kernel'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { SessionPresenter } from './present-session.js'

/** Everybody who has signed in. */
@ApiController('sessions')
export class SessionsController {
  constructor(
    private readonly lists: Lists,
    private readonly presenter: SessionPresenter,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('admin')
  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const { paging, body } = this.lists.parse(call.query, 'sessions', {})
    const { items, next } = pageOf(await this.deps.sessions.all(), paging)
    const shown = await Promise.all(items.map(session => this.presenter.listed(session)))
    return found(
      body({ items: shown, next }, one => one),
      undefined
    )
  }

  @Scope('admin')
  @Delete(':id')
  async end(@Param('id') id: string, @TheCall() { principal }: Call): Promise<Answer> {
    const ended = await this.deps.sessions.end(id as SessionId, 'ended_by_admin', actorOf(principal))
    if (!ended) throw notFound('session')
    return { status: 204, headers: {}, body: null }
  }
}

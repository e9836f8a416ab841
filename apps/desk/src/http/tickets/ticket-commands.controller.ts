import { Inject, Param, Patch, Post, Req } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import type { Request } from 'express'
import { FillTemplate } from '#application'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import type { FindArticle } from '../articles/article-link.js'
import { Scope } from '../auth/scope.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { TicketBeginnings } from './ticket-beginning.js'
import { type Fill, ticketCalls } from './ticket-calls.js'
import { TicketCommands } from './ticket-command.js'
import { askedByPatch } from './ticket-patch.js'
import { ticketIdOf } from './tickets.controller.js'

@ApiController('tickets')
export class TicketCommandsController {
  constructor(
    private readonly tickets: TicketCommands,
    private readonly beginnings: TicketBeginnings,
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:write')
  @Post()
  begin(@TheCall() call: Call): Promise<Answer> {
    return this.beginnings.run(call)
  }

  @Scope('tickets:write')
  @Patch(':id')
  patch(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.tickets.run(ticketIdOf(id), call, 200, present =>
      askedByPatch(call, present, this.deps, this.deps.clock.now())
    )
  }

  @Scope('tickets:write')
  @Post(ticketCalls.map(({ path }) => `:id/${path}`))
  run(@Param('id') id: string, @Req() request: Request, @TheCall() call: Call): Promise<Answer> {
    const [name] = request.path.split('/').filter(Boolean).slice(-1)
    const found = ticketCalls.find(({ path }) => path === name?.toLowerCase())
    if (!found) throw notFound('resource')
    return this.tickets.run(ticketIdOf(id), call, found.status, present => {
      const fill: Fill = (templateId, agentId) => {
        const about = { answer: present, agentId: agentId ?? null, personal: true }
        return this.queries.execute(new FillTemplate(templateId, about))
      }
      const find: FindArticle = articleId => this.deps.settings.body('article', articleId)
      return found.ask(call, this.deps.clock.now(), fill, find)
    })
  }
}

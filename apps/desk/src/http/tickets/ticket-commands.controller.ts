import { Inject, Param, Patch, Post, Req } from '@nestjs/common'
import type { Request } from 'express'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { notFound } from '../problems/problem.js'
import { DeclaredCommands } from './declared-commands.js'
import { TicketBeginnings } from './ticket-beginning.js'
import { ticketCalls } from './ticket-calls.js'
import { TicketCommands } from './ticket-command.js'
import { askedByPatch } from './ticket-patch.js'
import { ticketIdOf } from './tickets.controller.js'

@ApiController('tickets')
export class TicketCommandsController {
  constructor(
    private readonly tickets: TicketCommands,
    private readonly beginnings: TicketBeginnings,
    private readonly declared: DeclaredCommands,
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
    return this.declared.run(found, ticketIdOf(id), call, this.deps.clock.now())
  }
}

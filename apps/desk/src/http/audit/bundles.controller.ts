import { Get, Inject, Param } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import { Disclose, GetAgent, GetForgetting } from '#application'
import { actorOf } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { AgentId, SubjectId } from '#kernel'
import { type Answer, download } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, contextOf, TheCall } from '../api/call.js'
import { mustHave } from '../auth/must-have.js'
import { Scope } from '../auth/scope.js'
import { minPosition, oneOf, parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { problemOf } from '../problems/refusals.js'
import { ticketIdOf } from '../tickets/tickets.controller.js'
import { bundleFiles, proveTicket } from './bundle.js'
import { personalLines } from './personal-lines.js'
import { ticketFor } from './ticket-in.js'
import { zipped } from './zipped.js'

/** One file about a ticket, that an outsider can check without us. */
@Scope('audit:read')
@ApiController('tickets')
export class BundlesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Get(':id/audit-bundle')
  async bundle(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const ticketId = ticketIdOf(id)
    const asked = parseQuery(call.query, { personal: oneOf(['true', 'false']), min_position: minPosition })
    const isPersonal = asked.personal === 'true'
    if (isPersonal) mustHave(call.principal, ['tickets:personal'])
    const { ticket } = await ticketFor(ticketId, call.principal, this.queries)
    const { audit, reads, clock } = this.deps
    const proven = await proveTicket(audit, ticketId)
    const personal = isPersonal
      ? await personalLines(reads.sealer, proven.events, subject => this.#forgotten(subject as SubjectId))
      : undefined
    if (personal?.some(({ opened }) => opened) && ticket.subjectId !== null) {
      const context = contextOf(call, ticket.subjectId)
      const done = await this.commands.execute(new Disclose(ticket.subjectId, 'audit_bundle', context))
      if (!done.ok) throw problemOf(done)
    }
    const files = await bundleFiles(audit, proven, {
      exportedAt: clock.now(),
      exportedBy: actorOf(call.principal),
      personal,
      names: isPersonal ? await this.#names(proven.events) : new Map()
    })
    return download(await zipped(files), `${ticket.code}.zip`, 'application/zip', undefined)
  }

  /** What the agents are called who are named in these events. */
  async #names(events: readonly RecordedEvent[]): Promise<ReadonlyMap<string, string>> {
    const ids = new Set<string>()
    for (const { data, meta } of events) {
      for (const id of [data['agentId'], data['previousAgentId'], data['chosen'], data['fromAgentId']])
        if (typeof id === 'string') ids.add(id)
      if (meta.actor.startsWith('agent:')) ids.add(meta.actor.slice('agent:'.length))
    }
    const names = new Map<string, string>()
    for (const id of ids) {
      const { value } = await this.queries.execute(new GetAgent(id as AgentId, {}))
      if (value?.displayName) names.set(id, value.displayName)
    }
    return names
  }

  async #forgotten(subjectId: SubjectId) {
    const { value } = await this.queries.execute(new GetForgetting(subjectId, {}))
    return value && { at: value.at, code: value.code }
  }
}

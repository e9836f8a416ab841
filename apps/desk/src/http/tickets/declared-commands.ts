import { Inject, Injectable } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { FillTemplate } from '#application'
import type { Instant, TicketId } from '#kernel'
import type { Answer } from '../answer.js'
import type { Call } from '../api/call.js'
import type { FindArticle } from '../articles/article-link.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import type { Fill, TicketCall } from './ticket-calls.js'
import { TicketCommands } from './ticket-command.js'

/** Commands on a ticket by their declaration. */
@Injectable()
export class DeclaredCommands {
  constructor(
    private readonly tickets: TicketCommands,
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  run({ status, ask }: TicketCall, ticketId: TicketId, call: Call, now: Instant): Promise<Answer> {
    return this.tickets.run(ticketId, call, status, present => {
      const fill: Fill = (templateId, agentId) => {
        const about = { answer: present, agentId: agentId ?? null, personal: true }
        return this.queries.execute(new FillTemplate(templateId, about))
      }
      const find: FindArticle = articleId => this.deps.settings.body('article', articleId)
      return ask(call, now, fill, find)
    })
  }
}

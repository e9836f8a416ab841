import { Get, Param } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetSetting } from '#application'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { notFound } from '../problems/problem.js'
import { TicketLists } from './ticket-lists.js'

@ApiController('saved-lists')
export class SavedListsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly tickets: TicketLists
  ) {}

  @Scope('tickets:read')
  @Get(':id/tickets')
  async list(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const { value } = await this.queries.execute(new GetSetting('saved_list', id, { kind: 'now' }, {}))
    if (!value) throw notFound('saved list')
    return this.tickets.answer(call, this.tickets.saved(call, value), {}, '-created_at')
  }
}

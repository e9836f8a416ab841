import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { TicketId } from '#kernel'
import { DESK_READS, type DeskReads } from '../queries/desk-reads.js'
import { type ReadAt, type Reflecting, reach } from '../queries/reflect.js'
import { type OpenedForm, openForm } from './form-answers.js'

/** The last form of a ticket, as the log has it. Undefined: it never had one. */
export class GetForm extends Query<Reflecting<OpenedForm | undefined>> {
  constructor(
    readonly ticketId: TicketId,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetForm)
export class GetFormHandler implements IQueryHandler<GetForm> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ ticketId, at }: GetForm) {
    const reflects = await reach(this.reads, ['log'], at)
    return { value: await openForm(this.reads, ticketId), reflects }
  }
}

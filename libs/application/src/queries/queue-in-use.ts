import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { ticketStatuses } from '#domain'
import type { QueueId } from '#kernel'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import type { Place } from './paging.js'
import { reach } from './reflect.js'
import { findTickets } from './ticket-plan.js'

const notClosed = ticketStatuses.filter(status => status !== 'closed')

/** Whether a ticket that is not closed is in the queue, as of everything recorded before asking. @throws NotReached */
export class QueueInUse extends Query<boolean> {
  constructor(readonly queue: QueueId) {
    super()
  }
}

@QueryHandler(QueueInUse)
export class QueueInUseHandler implements IQueryHandler<QueueInUse> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ queue }: QueueInUse): Promise<boolean> {
    await reach(this.reads, ['tickets'], { minPosition: await this.reads.log.head() })
    const filter = { queue: [queue], status: notClosed }
    let after: Place | undefined
    for (;;) {
      const page = await findTickets(this.reads.tickets, filter, 'created_at', { after, limit: 1 })
      if (page.items.length > 0) return true
      if (!page.next) return false
      after = page.next
    }
  }
}

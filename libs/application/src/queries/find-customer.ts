import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { subjectStream } from '#domain'
import type { ConversationId, QueueId, SubjectId } from '#kernel'
import { DESK, type Desk } from '../desk.js'
import { ticketsOf } from '../subject/tickets-of.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'

/** Where the tickets of a person lie. */
export interface FoundCustomer {
  readonly subjectId: SubjectId
  readonly queues: readonly QueueId[]
  /** Of their tickets. */
  readonly conversations: readonly ConversationId[]
}

/** Undefined: nobody ever had this id. Whoever was forgotten is found. */
export class FindCustomer extends Query<FoundCustomer | undefined> {
  constructor(readonly subjectId: SubjectId) {
    super()
  }
}

@QueryHandler(FindCustomer)
export class FindCustomerHandler implements IQueryHandler<FindCustomer> {
  constructor(
    @Inject(DESK_READS) private readonly reads: DeskReads,
    @Inject(DESK) private readonly desk: Desk
  ) {}

  async execute({ subjectId }: FindCustomer): Promise<FoundCustomer | undefined> {
    const tickets = await ticketsOf(this.reads, subjectId)
    const known =
      tickets.length > 0 || (await this.desk.vault.keyOf(subjectId)) || (await this.#hasStream(subjectId))
    if (!known) return undefined
    return {
      subjectId,
      queues: [...new Set(tickets.map(({ queueId }) => queueId))],
      conversations: [...new Set(tickets.map(({ conversationId }) => conversationId))]
    }
  }

  async #hasStream(subjectId: SubjectId): Promise<boolean> {
    for await (const _ of this.reads.log.readStream(subjectStream(subjectId))) return true
    return false
  }
}

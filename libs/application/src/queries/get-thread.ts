import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { TicketId } from '#kernel'
import type { MessageDocument } from '#views'
import type { MessagePersonal } from '../personal-shapes.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { openAgent, openMessage } from './open-personal.js'
import { type Page, type Place, pageOf } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { answerOf } from './ticket-answer.js'

/** A message with what today's keys open of it; undefined content: forgotten. */
export interface ThreadMessage {
  readonly message: MessageDocument
  readonly authorName: string | null
  readonly content: MessagePersonal | undefined
  /** As long as the message's edits. */
  readonly editedTo: readonly (MessagePersonal | undefined)[]
}

/** Undefined: no such ticket. */
export class GetThread extends Query<Reflecting<Page<ThreadMessage> | undefined>> {
  constructor(
    readonly ticketId: TicketId,
    readonly paging: { readonly after?: Place | undefined; readonly limit: number },
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetThread)
export class GetThreadHandler implements IQueryHandler<GetThread> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ ticketId, paging: { after, limit }, at }: GetThread) {
    const { reads } = this
    const reflects = await reach(reads, ['tickets', 'messages', 'agents', 'customers'], at)
    const ticket = await reads.tickets.get(ticketId)
    if (!ticket) return { value: undefined, reflects }
    const found = await reads.messages.find({
      index: 'thread',
      where: { ticketId },
      ...(after ? { after } : {}),
      limit: limit + 1
    })
    const { items, next } = pageOf(found, limit, ({ order, id }) => ({ order, id }))
    const renamed = await reads.customers.get(ticket.conversationId)
    const { customerName } = await answerOf(reads.sealer, ticket, renamed)
    const agentNames = await this.#agentNames(items)
    const opened = items.map(async (message): Promise<ThreadMessage> => {
      const { author } = message
      const authorName =
        author.kind === 'customer'
          ? customerName
          : author.kind === 'agent'
            ? (agentNames.get(author.id) ?? null)
            : null
      const editedTo = await Promise.all(message.edits.map(edit => openMessage(reads.sealer, edit.content)))
      return { message, authorName, content: await openMessage(reads.sealer, message.content), editedTo }
    })
    return { value: { items: await Promise.all(opened), next }, reflects }
  }

  async #agentNames(messages: readonly MessageDocument[]): Promise<Map<string, string>> {
    const ids = new Set(messages.flatMap(({ author }) => (author.kind === 'agent' ? [author.id] : [])))
    const agents = await this.reads.agents.getMany([...ids])
    const names = new Map<string, string>()
    for (const agent of agents.values()) {
      const profile = await openAgent(this.reads.sealer, agent.profile)
      if (profile) names.set(agent.id, profile.display_name)
    }
    return names
  }
}

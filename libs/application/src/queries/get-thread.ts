import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { TicketId } from '#kernel'
import { type MessageDocument, threadOf } from '#views'
import type { MessagePersonal } from '../personal-shapes.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { openAgent, openMessage } from './open-personal.js'
import type { Page, Place } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { answerOf } from './ticket-answer.js'
import { historyUntil, type PastMoment, type TicketMoment, ticketThen } from './ticket-moment.js'

/** A message with what today's keys open of it; undefined content: forgotten. */
export interface ThreadMessage {
  readonly message: MessageDocument
  readonly authorName: string | null
  readonly content: MessagePersonal | undefined
  /** As long as the message's edits. */
  readonly editedTo: readonly (MessagePersonal | undefined)[]
}

export interface ThreadAsked {
  readonly after?: Place | undefined
  readonly limit: number
  /** From the end, or from `after`, back: the page itself is in order all the same. */
  readonly backwards?: boolean
  /** Only messages for which it is true. A page may then be short and still have a next one. */
  readonly keep?: (message: ThreadMessage) => boolean
}

/** Undefined: no such ticket, or there was none yet, or it has no such revision. */
export class GetThread extends Query<Reflecting<Page<ThreadMessage> | undefined>> {
  constructor(
    readonly ticketId: TicketId,
    readonly asked: ThreadAsked,
    readonly at: ReadAt,
    readonly moment: TicketMoment = { kind: 'now' }
  ) {
    super()
  }
}

const pageOfScan = 200
const maxScanned = 2000

type ReadMessages = (after: Place | undefined, limit: number) => Promise<readonly MessageDocument[]>

@QueryHandler(GetThread)
export class GetThreadHandler implements IQueryHandler<GetThread> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ ticketId, asked, at, moment }: GetThread) {
    const { reads } = this
    const views = ['tickets', 'messages', 'agents', 'customers'] as const
    const reflects = await reach(reads, moment.kind === 'now' ? views : ['log', 'agents'], at)
    const { backwards = false } = asked
    const told =
      moment.kind === 'now'
        ? await this.#now(ticketId, backwards)
        : await this.#then(ticketId, moment, backwards)
    if (!told) return { value: undefined, reflects }
    const { customerName } = await answerOf(reads.sealer, told.ticket, told.customer)
    const { items, next } = await this.#page(told.read, asked, customerName)
    return { value: { items: backwards ? [...items].reverse() : items, next }, reflects }
  }

  async #now(ticketId: TicketId, backwards: boolean) {
    const { tickets, customers, messages } = this.reads
    const ticket = await tickets.get(ticketId)
    if (!ticket) return undefined
    const read: ReadMessages = (after, limit) =>
      messages.find({
        index: 'thread',
        where: { ticketId },
        ...(after ? { after } : {}),
        descending: backwards,
        limit
      })
    return { ticket, customer: await customers.get(ticket.conversationId), read }
  }

  /** From the log: the first part of the stream, folded as the view folds it. */
  async #then(ticketId: TicketId, moment: PastMoment, backwards: boolean) {
    const { log } = this.reads
    const past = await ticketThen(log, ticketId, moment)
    if (!past) return undefined
    const { ticket, customer } = past
    const until = { kind: 'revision', revision: ticket.revision } as const
    const thread = await threadOf(historyUntil(log, ticketId, until))
    const all = backwards ? [...thread].reverse() : thread
    const read: ReadMessages = async (after, limit) => {
      const start = after ? all.findIndex(({ id }) => id === after.id) + 1 : 0
      return all.slice(start, start + limit)
    }
    return { ticket, customer, read }
  }

  async #page(
    read: ReadMessages,
    { after, limit, keep }: ThreadAsked,
    customerName: string | null
  ): Promise<Page<ThreadMessage>> {
    const size = keep ? pageOfScan : limit + 1
    const items: ThreadMessage[] = []
    let place = after
    for (let scanned = 0; scanned < maxScanned; scanned += size) {
      const found = await read(place, size)
      for (const message of await this.#opened(found, customerName)) {
        if (keep && !keep(message)) continue
        if (items.length === limit) return { items, next: placeOf(items.at(-1)?.message) }
        items.push(message)
      }
      if (found.length < size) return { items, next: null }
      place = placeOf(found.at(-1)) ?? place
    }
    return { items, next: place ?? null }
  }

  async #opened(messages: readonly MessageDocument[], customerName: string | null): Promise<ThreadMessage[]> {
    const { sealer } = this.reads
    const agentNames = await this.#agentNames(messages)
    const nameOf = ({ kind, id }: MessageDocument['author']): string | null => {
      if (kind === 'customer') return customerName
      return id === null ? null : (agentNames.get(id) ?? null)
    }
    return Promise.all(
      messages.map(async message => ({
        message,
        authorName: nameOf(message.author),
        content: await openMessage(sealer, message.content),
        editedTo: await Promise.all(message.edits.map(edit => openMessage(sealer, edit.content)))
      }))
    )
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

const placeOf = (message: MessageDocument | undefined): Place | null =>
  message ? { order: message.order, id: message.id } : null

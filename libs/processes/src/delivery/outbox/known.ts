import { conversationStream, idOf, ticketStream, told, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import { type BotId, type ConversationId, conversationIdFor, type SubjectId, type TicketId } from '#kernel'
import { factsOf, learn, type TicketFacts } from './ticket-facts.js'

export interface Conversation {
  readonly conversationId: ConversationId
  /** ConversationStarted: holds the sealed chat id. */
  readonly started: RecordedEvent
  /** The last CustomerRenamed: holds the sealed name. */
  renamed: RecordedEvent | null
  currentTicket: TicketId | null
  /** All of them, in order. */
  readonly tickets: TicketId[]
}

const ticketsKept = 20_000
const conversationsKept = 50_000

/**
 * What is known of the bot's tickets and conversations, the latest of them. What it must know of one that began before the
 * first event folded, it asks for with `needs`; it is then told with `learn`.
 */
export class Known {
  readonly tickets = new Map<TicketId, TicketFacts>()
  readonly conversations = new Map<ConversationId, Conversation>()
  /** Their keys may lie in memory still: what is theirs is opened no more. */
  readonly forgotten = new Set<string>()
  /** Streams whose beginning is not there or is another bot's. */
  readonly #strange = new Set<string>()

  constructor(
    private readonly bot: BotId,
    /** What is in use is not forgotten. */
    private readonly inUse: {
      ticket(id: TicketId): boolean
      conversation(id: ConversationId): boolean
    }
  ) {}

  /** The stream whose events before this one must be learned before it can be folded. */
  needs(recorded: RecordedEvent): string | undefined {
    const { stream, type } = recorded
    if (type === 'SubjectForgotten') return this.lacks(stream)
    if (type === 'CardTurned') return this.lacks(`ticket-${recorded.data['ticketId']}`)
    if (this.#strange.has(stream)) return undefined
    if (stream.startsWith('form-run-')) return this.lacks(stream)
    if (stream.startsWith('ticket-')) {
      return type === 'TicketOpened' || this.tickets.has(idOf(stream) as TicketId) ? undefined : stream
    }
    if (!stream.startsWith('conversation-') || type === 'ConversationStarted') return undefined
    const conversation = this.conversations.get(idOf(stream) as ConversationId)
    if (!conversation) return stream
    const tellsTheTicket = type === 'CustomerBlockedBot' || type === 'CustomerRenamed'
    if (!tellsTheTicket || !conversation.currentTicket) return undefined
    const ticket = `ticket-${conversation.currentTicket}`
    return this.tickets.has(conversation.currentTicket) || this.#strange.has(ticket) ? undefined : ticket
  }

  /** The stream that must be learned before a request of this stream can be opened. */
  lacks(stream: string): string | undefined {
    if (this.#strange.has(stream)) return undefined
    if (stream.startsWith('ticket-')) return this.factsOf(stream) ? undefined : stream
    if (stream.startsWith('form-run-')) return this.lacks(`ticket-${idOf(stream)}`)
    if (stream.startsWith('subject-')) return this.#lacksOfSubject(idOf(stream) as SubjectId)
    if (!stream.startsWith('conversation-')) return undefined
    const conversation = this.conversations.get(idOf(stream) as ConversationId)
    if (!conversation) return stream
    return conversation.currentTicket ? this.lacks(`ticket-${conversation.currentTicket}`) : undefined
  }

  #lacksOfSubject(subjectId: SubjectId): string | undefined {
    const id = conversationIdFor(subjectId, this.bot)
    const stream = conversationStream(id)
    if (this.#strange.has(stream)) return undefined
    const conversation = this.conversations.get(id)
    if (!conversation) return stream
    const lacking = conversation.tickets.map(ticket => this.lacks(ticketStream(ticket)))
    return lacking.find(each => each !== undefined)
  }

  /** The events of a stream that `needs` named, from its first. They ask for nothing. */
  learn(stream: string, history: readonly RecordedEvent[]): void {
    for (const recorded of history) this.take(recorded)
    const known =
      this.tickets.has(idOf(stream) as TicketId) || this.conversations.has(idOf(stream) as ConversationId)
    if (!known) this.#strange.add(stream)
  }

  factsOf(ticketStream: string): TicketFacts | undefined {
    return this.tickets.get(idOf(ticketStream) as TicketId)
  }

  currentTicketOf(conversationStream: string): TicketFacts | undefined {
    const ticketId = this.conversations.get(idOf(conversationStream) as ConversationId)?.currentTicket
    return ticketId ? this.tickets.get(ticketId) : undefined
  }

  ticketsOf(subjectId: SubjectId): readonly TicketFacts[] {
    const tickets = this.conversations.get(conversationIdFor(subjectId, this.bot))?.tickets ?? []
    return tickets.flatMap(ticket => this.tickets.get(ticket) ?? [])
  }

  /** Takes in what an event says of them. */
  take(recorded: RecordedEvent): void {
    const event = told(recorded)
    if (event.type === 'TicketOpened') {
      if (this.tickets.has(event.data.ticketId)) return
      if (event.data.bot !== this.bot) this.#strange.add(event.stream)
      else this.#remember(factsOf(event, recorded))
    } else if (event.type === 'ConversationStarted') {
      const { conversationId, bot } = event.data
      if (this.conversations.has(conversationId)) return
      if (bot === this.bot)
        this.#rememberConversation({
          conversationId,
          started: recorded,
          renamed: null,
          currentTicket: null,
          tickets: []
        })
      else this.#strange.add(event.stream)
    } else if (event.type === 'TicketAllotted') {
      const conversation = this.conversations.get(idOf(event.stream) as ConversationId)
      const { ticketId } = event.data
      if (!conversation || conversation.tickets.includes(ticketId)) return
      conversation.currentTicket = ticketId
      conversation.tickets.push(ticketId)
    } else if (event.type === 'CustomerRenamed') {
      const conversation = this.conversations.get(idOf(event.stream) as ConversationId)
      if (conversation) conversation.renamed = recorded
    } else if (event.type === 'SubjectForgotten') {
      this.forgotten.add(event.data.subjectId)
    } else {
      const told = toldIn('ticket', recorded)
      const facts = told && this.tickets.get(idOf(told.stream) as TicketId)
      if (facts) learn(facts, told, recorded)
    }
  }

  #remember(facts: TicketFacts): void {
    this.tickets.set(facts.ticketId, facts)
    if (this.tickets.size <= ticketsKept) return
    for (const ticketId of this.tickets.keys()) {
      if (!this.inUse.ticket(ticketId)) {
        this.tickets.delete(ticketId)
        return
      }
    }
  }

  #rememberConversation(conversation: Conversation): void {
    this.conversations.set(conversation.conversationId, conversation)
    if (this.conversations.size <= conversationsKept) return
    for (const id of this.conversations.keys()) {
      if (!this.inUse.conversation(id)) {
        this.conversations.delete(id)
        return
      }
    }
  }
}

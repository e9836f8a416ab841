import { type DeliveryEvent, type DeliverySubject, deliveryDecider, idOf, told } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { BotId, ConversationId, DeliveryId, Instant, MessageId, TicketId } from '#kernel'
import { Known } from './known.js'
import { Lane, namesIn, type Wished } from './lane.js'
import { askedByConversation, askedByForm, askedByStaffGroup, askedBySubject } from './other-requests.js'
import { askedByTicket, showsName } from './requests.js'
import { settledAt } from './settle.js'
import {
  echoMs,
  isReply,
  type LaneKey,
  privateLane,
  type Request,
  type Task,
  taskFor,
  ticketLane
} from './task.js'
import { type TicketFacts, turn } from './ticket-facts.js'
import { type EventOf, isDelivery, type TypedEvent } from './typed.js'
import { isTold } from './undelivered.js'
import type { Wish } from './wish.js'

/** Told at once, while folding. */
export interface OutboxHooks {
  /** Something asked for by the event at this position is open; each `opened` is answered by one `finished`. */
  opened(position: string): void
  finished(position: string): void
  /** The lane has, or may have, something to do. */
  changed(lane: Lane): void
  /** The ticket's own event ended it before its delivery's stream did. */
  overtaken(task: Task, by: Overtaken): void
}

/** What the delivery's stream is to say of a task that a ticket's event has ended. */
export type Overtaken =
  | { readonly kind: 'succeeded'; readonly threadId: number; readonly at: Instant }
  | { readonly kind: 'abandoned'; readonly reason: 'already_sent' | 'topic_lost' }

/** The deliveries asked for and not finished, by lane: a fold of the log alone. */
export class Outbox {
  readonly tasks = new Map<DeliveryId, Task>()
  readonly lanes = new Map<LaneKey, Lane>()
  readonly known: Known
  /** Attempts without outcome whose request lies before the first event folded. */
  readonly orphans = new Map<DeliveryId, DeliverySubject>()

  constructor(
    bot: BotId,
    private readonly hooks: OutboxHooks,
    private readonly monotonic: () => number
  ) {
    this.known = new Known(bot, {
      ticket: id => this.lanes.has(ticketLane(id)),
      conversation: id => this.lanes.has(privateLane(id))
    })
  }

  fold(recorded: RecordedEvent): void {
    const event = told(recorded)
    this.known.take(recorded)
    if (event.stream.startsWith('ticket-')) this.#foldTicket(event, recorded)
    else if (event.stream.startsWith('form-run-')) this.#foldForm(event, recorded)
    else if (event.stream.startsWith('delivery-')) this.#foldDelivery(event)
    else if (event.stream.startsWith('conversation-')) this.#foldConversation(event, recorded)
    else if (event.type === 'CardTurned') this.#turnCard(event)
    else if (event.type === 'SubjectForgotten') {
      const tickets = this.known.ticketsOf(event.data.subjectId)
      for (const request of askedBySubject(event, recorded, tickets))
        if (this.#showsName(request)) this.open(request)
    } else for (const request of askedByStaffGroup(event, recorded)) this.open(request)
  }

  /** Adds a request; nothing happens when it is there. */
  open(request: Request, position: string = request.event.position): Task {
    const known = this.tasks.get(request.id)
    if (known) return known
    const task = taskFor(request, position)
    const lane = this.laneOf(request.lane, request.ticketId)
    this.tasks.set(task.id, task)
    this.hooks.opened(position)
    const { work, ticketId } = task
    const facts = ticketId ? this.known.tickets.get(ticketId) : undefined
    if (work.kind === 'reply' && facts?.replies.get(work.messageId)?.withdrawn) task.doomed ??= 'withdrawn'
    lane.add(task)
    if (task.album) lane.gather(task, this.monotonic() + task.album.waitMs)
    this.hooks.changed(lane)
    return task
  }

  finish(task: Task): void {
    if (!this.tasks.delete(task.id)) return
    const lane = this.lanes.get(task.lane)
    lane?.remove(task)
    this.hooks.finished(task.heldAt)
    if (lane) this.#touched(lane)
  }

  /** Takes an event of the task's own delivery stream in, from the log or from whoever appended it, once. */
  advance(task: Task, revision: number, event: DeliveryEvent): void {
    const { progress } = task
    if (revision <= progress.revision) return
    const state = deliveryDecider.evolve(progress.state, event)
    task.progress =
      event.type === 'DeliveryAttempted'
        ? {
            revision,
            state,
            marked: event.data.marked ? new Set([...progress.marked, event.data.part]) : progress.marked,
            staffGroupId: event.data.staffGroupId
          }
        : { ...progress, revision, state }
    // The bot's own echo of the topic may be on its way, also to a process that has started since.
    if (event.type === 'DeliveryUncertain' && task.work.kind === 'topic') {
      task.doubtedAt = this.monotonic()
      task.notBefore = Math.max(task.notBefore, task.doubtedAt + echoMs)
    } else if (event.type === 'DeliveryAttempted') task.doubtedAt = undefined
    const { phase } = task.progress.state
    if (phase === 'waiting' || phase === 'attempting') return
    if (!isTold(task)) this.finish(task)
  }

  /** The wish has come true, or is given up. */
  fulfil(lane: Lane, wished: Wished): void {
    for (const position of lane.fulfil(wished)) this.hooks.finished(position)
    this.#touched(lane)
  }

  wish(lane: Lane, wish: Wish, position: string): void {
    this.hooks.opened(position)
    lane.wish(wish, position, settledAt(wish, this.monotonic(), lane.facts))
    this.hooks.changed(lane)
  }

  laneOf(key: LaneKey, ticketId: TicketId | null): Lane {
    const known = this.lanes.get(key)
    if (known) return known
    const lane = new Lane(
      key,
      key.startsWith('ticket:') && ticketId ? this.known.tickets.get(ticketId) : undefined
    )
    this.lanes.set(key, lane)
    return lane
  }

  #touched(lane: Lane): void {
    if (lane.isEmpty && !lane.busy) this.lanes.delete(lane.key)
    else this.hooks.changed(lane)
  }

  #foldTicket(event: TypedEvent, recorded: RecordedEvent): void {
    const facts = this.known.tickets.get(idOf(event.stream) as TicketId)
    if (!facts) return
    this.#endedBy(event, facts)
    const { requests, wishes: asked, edits = [] } = askedByTicket(event, recorded, facts)
    const wishes = event.type === 'TopicOpened' && this.#isOutdated(facts) ? [...asked, ...showsName] : asked
    for (const request of requests) {
      this.open(request)
      if (request.lane === ticketLane(facts.ticketId)) this.#ground(facts, recorded.position)
    }
    for (const edit of edits) {
      this.wish(this.laneOf(privateLane(facts.conversationId), null), edit, recorded.position)
    }
    // Without a topic there is nothing to put right; the next one begins as things stand then.
    if (wishes.length === 0 || !facts.topic) return
    const lane = this.laneOf(ticketLane(facts.ticketId), facts.ticketId)
    for (const wish of wishes) this.wish(lane, wish, recorded.position)
  }

  #foldForm(event: TypedEvent, recorded: RecordedEvent): void {
    const facts = this.known.tickets.get(idOf(event.stream) as TicketId)
    if (!facts) return
    const requests = askedByForm(event, recorded, facts)
    for (const request of requests) this.open(request)
    if (requests.length > 0) return
    const lane = this.laneOf(privateLane(facts.conversationId), null)
    this.wish(lane, { kind: 'form', facts }, recorded.position)
  }

  #turnCard(event: EventOf<'CardTurned'>): void {
    const { ticketId } = event.data
    const facts = this.known.tickets.get(ticketId)
    if (facts && turn(facts, event))
      this.wish(this.laneOf(ticketLane(ticketId), ticketId), { kind: 'card_side' }, event.position)
  }

  /** The customer was renamed after the topic was asked for: it may have come with the former name. */
  #isOutdated({ conversationId, topicAskedBy }: TicketFacts): boolean {
    const renamed = this.known.conversations.get(conversationId)?.renamed
    return renamed ? renamed.position > topicAskedBy.position : false
  }

  /** What is asked for in a topic that is not there asks for the topic, too. */
  #ground(facts: TicketFacts, position: string): void {
    const lane = this.laneOf(ticketLane(facts.ticketId), facts.ticketId)
    if (facts.topic || lane.topic) return
    const { requests } = askedByTicket(told(facts.topicAskedBy), facts.topicAskedBy, facts)
    for (const request of requests) if (request.lane === lane.key) this.open(request, position)
  }

  /** What a ticket's event brings to its end. */
  #endedBy(event: TypedEvent, facts: TicketFacts): void {
    const lane = this.lanes.get(ticketLane(facts.ticketId))
    switch (event.type) {
      case 'TicketResponded':
      case 'ReplyFailed':
      case 'ReplyUncertain':
        this.#endReplies(facts.conversationId, event.data.messageId)
        return
      case 'ReplyWithdrawn': {
        const replies = this.lanes.get(privateLane(facts.conversationId))
        for (const task of replies?.queue ?? [])
          if (isReply(task, event.data.messageId)) task.doomed ??= 'withdrawn'
        if (replies) this.hooks.changed(replies)
        return
      }
      case 'TopicOpened':
        if (lane?.topic) {
          const { threadId } = event.data
          this.#overtake(lane, lane.topic, { kind: 'succeeded', threadId, at: event.recordedAt })
        }
        if (lane) this.hooks.changed(lane)
        return
      case 'CardPosted':
        if (lane?.card) this.finish(lane.card)
        return
      case 'TopicLost':
        for (const task of [lane?.topic, lane?.card, lane?.summary, ...namesIn(lane)]) {
          if (lane && task) this.#overtake(lane, task, { kind: 'abandoned', reason: 'topic_lost' })
        }
        if (lane) for (const wished of [...lane.wishes.values()]) this.fulfil(lane, wished)
        return
      case 'TicketReopened':
        if (lane) this.hooks.changed(lane)
        return
      default:
        return
    }
  }

  #endReplies(conversationId: ConversationId, messageId: MessageId): void {
    const lane = this.lanes.get(privateLane(conversationId))
    for (const task of [...(lane?.queue ?? [])]) {
      if (lane && isReply(task, messageId)) {
        this.#overtake(lane, task, { kind: 'abandoned', reason: 'already_sent' })
      }
    }
  }

  /** A topic or card that is there, or on its way: one that comes later never has the name. */
  #showsName({ work, lane: key, ticketId }: Request): boolean {
    const lane = this.lanes.get(key)
    const facts = ticketId ? this.known.tickets.get(ticketId) : undefined
    const coming = work.kind === 'topic_name' ? lane?.topic : lane?.card
    const isThere = work.kind === 'topic_name' ? facts?.topic : facts?.card
    return Boolean(isThere) || (coming !== undefined && (lane?.busy || coming.progress.state.attempts > 0))
  }

  /** Whoever is at work on it finds its end out for themselves. */
  #overtake(lane: Lane, task: Task, by: Overtaken): void {
    const { phase } = task.progress.state
    this.finish(task)
    if (!lane.busy && (phase === 'waiting' || phase === 'attempting')) this.hooks.overtaken(task, by)
  }

  #foldDelivery(event: TypedEvent): void {
    if (!isDelivery(event)) return
    const deliveryId = idOf(event.stream) as DeliveryId
    const task = this.tasks.get(deliveryId)
    if (task) this.advance(task, event.revision, event)
    else if (event.type === 'DeliveryAttempted') this.orphans.set(deliveryId, event.data)
    else this.orphans.delete(deliveryId)
  }

  #foldConversation(event: TypedEvent, recorded: RecordedEvent): void {
    const conversation = this.known.conversations.get(idOf(event.stream) as ConversationId)
    if (!conversation) return
    if (event.type === 'CustomerBlockedBot') {
      const lane = this.lanes.get(privateLane(conversation.conversationId))
      for (const task of lane?.queue ?? []) task.doomed ??= 'customer_blocked_bot'
      if (lane) this.hooks.changed(lane)
    }
    const current = conversation.currentTicket
      ? this.known.tickets.get(conversation.currentTicket)
      : undefined
    if (event.type === 'CustomerRenamed' && current?.topic && current.status !== 'closed') {
      const lane = this.laneOf(ticketLane(current.ticketId), current.ticketId)
      for (const wish of showsName) this.wish(lane, wish, recorded.position)
    }
    for (const request of askedByConversation(event, recorded, { current })) {
      this.open(request)
      if (current) this.#ground(current, recorded.position)
    }
  }
}

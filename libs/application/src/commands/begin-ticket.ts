import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  type Allotment,
  conversationDecider,
  conversationStream,
  type TicketCommand,
  ticketDecider,
  ticketStream
} from '#domain'
import {
  type ConversationId,
  type Outcome,
  ok,
  type QueueId,
  type Refusal,
  refuse,
  type SubjectId,
  type TicketId,
  ticketCodeFor,
  ticketIdFor,
  ticketIdText
} from '#kernel'
import { conceal } from '#privacy'
import { type Acquaintance, acquaintanceOf } from '../acquaintance.js'
import { type CommandContext, stepOf } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { type GuardRefusal, guardOf } from '../guards.js'
import { shownName, type TicketCustomerPersonal } from '../personal-shapes.js'
import { holdSlot } from '../slots/hold-slot.js'
import { settleSlot } from '../slots/settle-slots.js'
import { askedFor } from '../slots/with-slots.js'
import { ActOnTicket, ActOnTicketHandler, type ActRefusal } from './act-on-ticket.js'

export type BeginRefusal = ActRefusal | 'ticket_open' | 'customer_unreachable'

/**
 * A ticket that the team begins, with whatever is to be done to it at once. It becomes the current one of the conversation, so
 * there must be no other that is neither resolved nor closed; one that is resolved is closed. Its id follows from the command,
 * so asked for again, after a crash too, it is the same ticket.
 */
export class BeginTicket extends Command<Outcome<Done, BeginRefusal>> {
  constructor(
    readonly conversationId: ConversationId,
    readonly queueId: QueueId,
    readonly first: readonly TicketCommand[],
    readonly context: CommandContext & { readonly subjectId: SubjectId }
  ) {
    super()
  }
}

/** `meanwhile`: the customer or somebody else was faster, look again. */
type Allotted = Outcome<{ readonly previous: Allotment | undefined }, BeginRefusal | 'meanwhile'>

@CommandHandler(BeginTicket)
export class BeginTicketHandler implements ICommandHandler<BeginTicket> {
  readonly #tickets: ActOnTicketHandler

  constructor(@Inject(DESK) private readonly desk: Desk) {
    this.#tickets = new ActOnTicketHandler(desk)
  }

  async execute(asked: BeginTicket): Promise<Outcome<Done, BeginRefusal>> {
    const ticketId = ticketIdFor(asked.context.commandId)
    for (let steps = 0; steps < 20; steps++) {
      const met = await acquaintanceOf(this.desk, asked.conversationId)
      if (!met) return refuse('customer_unreachable')
      if (!met.name) return refuse('customer_forgotten')
      const allotted = await this.#allot(asked, met, ticketId)
      if (allotted.ok) return this.#open(asked, met, ticketId, allotted.value.previous)
      if (allotted.reason !== 'meanwhile') return refuse(allotted.reason, allotted.details)
    }
    throw new Error(`conversation ${asked.conversationId} does not come to rest`)
  }

  /** Everything that can be refused is refused before: what is allotted is opened. */
  async #allot(asked: BeginTicket, { state }: Acquaintance, ticketId: TicketId): Promise<Allotted> {
    const { conversationId, context } = asked
    const { allotments } = state
    const mine = allotments.findIndex(allotment => allotment.ticketId === ticketId)
    if (mine >= 0) return ok({ previous: allotments[mine - 1] })
    if (!state.reachable) return refuse('customer_unreachable')
    const refusal = await this.#guard(asked)
    if (refusal) return refusal
    const last = allotments.at(-1)
    const asking = await askedFor(this.desk, asked.first, context.actor)
    const held =
      asking &&
      (await holdSlot(
        this.desk,
        { ...asking, ticketId, queueId: asked.queueId, ticketRevision: -1 },
        context
      ))
    if (held && !held.ok) return held
    const closed = last ? await this.#closeLast(last, context) : ok({ latestMessageId: 0 })
    if (!closed.ok) {
      if (asking) await settleSlot(this.desk, asking.agentId, ticketId, context, 'given up')
      return closed
    }
    const allot = {
      type: 'AllotTicket' as const,
      ticketId,
      // Whatever the customer wrote by then is the former ticket's.
      fromMessageId: Math.max(last?.fromMessageId ?? 0, closed.value.latestMessageId) + 1,
      previousTicketId: last?.ticketId ?? null
    }
    const stream = conversationStream(conversationId)
    const done = await this.desk.runner.run(conversationDecider, stream, allot, stepOf(context, 'allot'))
    return done.ok ? ok({ previous: last }) : refuse('meanwhile')
  }

  async #guard({ queueId, first, context }: BeginTicket): Promise<Refusal<GuardRefusal> | undefined> {
    if (!(await this.desk.settings.queueExists(queueId))) return refuse('queue_unknown')
    for (const command of first) {
      const refusal = await guardOf(this.desk, command, context.actor)
      if (refusal) return refusal
    }
    return undefined
  }

  async #closeLast(
    { ticketId }: Allotment,
    context: CommandContext
  ): Promise<Outcome<{ readonly latestMessageId: number }, 'ticket_open' | 'meanwhile'>> {
    const { runner, clock } = this.desk
    const { state, revision } = await runner.load(ticketDecider, ticketStream(ticketId))
    // Allotted, and the message that opens it is on its way.
    if (!state.exists) return refuse('ticket_open', { ticket_id: ticketIdText(ticketId), queue_id: null })
    const { status, latestMessageId, queueId } = state
    if (status === 'closed') return ok({ latestMessageId })
    if (status !== 'resolved')
      return refuse('ticket_open', { ticket_id: ticketIdText(ticketId), queue_id: queueId })
    const close = { type: 'CloseTicket', cause: 'api', now: clock.now() } as const
    const step = { ...stepOf(context, `close ${revision}`), ifRevision: revision }
    const done = await this.#tickets.execute(new ActOnTicket(ticketId, close, step))
    return done.ok ? ok({ latestMessageId }) : refuse('meanwhile')
  }

  #open(
    { conversationId, queueId, first, context }: BeginTicket,
    { bot, language, name }: Acquaintance,
    ticketId: TicketId,
    previous: Allotment | undefined
  ) {
    const customer: TicketCustomerPersonal = {
      display_name: name ? shownName(name) : '',
      username: name?.username ?? null
    }
    const begin: TicketCommand = {
      type: 'BeginTicket',
      ticketId,
      code: ticketCodeFor(ticketId),
      conversationId,
      bot,
      queueId,
      language,
      previousTicketId: previous?.ticketId ?? null,
      customer: conceal(customer),
      now: this.desk.clock.now()
    }
    return this.#tickets.execute(new ActOnTicket(ticketId, [begin, ...first], context))
  }
}

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  type TicketRefusal,
  type TopicPlace,
  ticketDecider,
  ticketStream,
  topicDecider,
  topicStream
} from '#domain'
import { type Outcome, ok, type TicketId } from '#kernel'
import { type CommandContext, stepOf } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** What the topic shows after the call. */
export type TopicHolder =
  | { readonly holder: 'this_ticket'; readonly done: Done }
  | { readonly holder: 'other_ticket'; readonly ticketId: TicketId }

/**
 * The topic shows this ticket, from the bot's own echo or from the call's answer, whichever comes first.
 * The topic's stream decides who holds it; then the ticket learns of it, unless it has a live topic already.
 */
export class BindTopic extends Command<Outcome<TopicHolder, TicketRefusal | RunnerRefusal>> {
  constructor(
    readonly ticketId: TicketId,
    readonly place: TopicPlace,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(BindTopic)
export class BindTopicHandler implements ICommandHandler<BindTopic> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({
    ticketId,
    place,
    context
  }: BindTopic): Promise<Outcome<TopicHolder, TicketRefusal | RunnerRefusal>> {
    const { runner } = this.desk
    const { staffGroupId, threadId } = place
    const stream = topicStream(staffGroupId, threadId)
    const bind = { type: 'BindTopicToTicket' as const, ticketId, staffGroupId, threadId }
    const bound = await runner.run(topicDecider, stream, bind, stepOf(context, 'topic'))
    if (!bound.ok) return bound
    const { state } = await runner.load(topicDecider, stream)
    if (state.kind === 'ticket' && state.ticketId !== ticketId)
      return ok({ holder: 'other_ticket', ticketId: state.ticketId })
    const open = { type: 'BindTopic' as const, place }
    const opened = await runner.run(ticketDecider, ticketStream(ticketId), open, context)
    return opened.ok ? ok({ holder: 'this_ticket', done: opened.value }) : opened
  }
}

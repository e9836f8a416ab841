import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type CardSide, type TopicPlace, topicDecider, topicStream } from '#domain'
import type { Outcome, TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** The card of a ticket offers something else. Written down, so that whatever draws it, wherever it runs, knows. */
export class TurnCard extends Command<Outcome<Done, RunnerRefusal>> {
  constructor(
    readonly ticketId: TicketId,
    readonly place: Pick<TopicPlace, 'staffGroupId' | 'threadId'>,
    readonly to: CardSide,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(TurnCard)
export class TurnCardHandler implements ICommandHandler<TurnCard> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ ticketId, place, to, context }: TurnCard) {
    const stream = topicStream(place.staffGroupId, place.threadId)
    return this.desk.runner.run(topicDecider, stream, { type: 'TurnCard', ticketId, to }, context)
  }
}

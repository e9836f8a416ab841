import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type TicketCommand, type TicketRefusal, ticketDecider, ticketStream } from '#domain'
import type { Outcome, TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { guarded } from '../guarded.js'
import { type GuardRefusal, guardOf } from '../guards.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Whatever is asked of one ticket: claim, reply, resolve, confirm … */
export class ActOnTicket extends Command<Outcome<Done, TicketRefusal | GuardRefusal | RunnerRefusal>> {
  constructor(
    readonly ticketId: TicketId,
    readonly command: TicketCommand,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(ActOnTicket)
export class ActOnTicketHandler implements ICommandHandler<ActOnTicket> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ ticketId, command, context }: ActOnTicket) {
    const decider = guarded(ticketDecider, await guardOf(this.desk, command, context.actor))
    return this.desk.runner.run(decider, ticketStream(ticketId), command, context)
  }
}

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type TicketCommand, type TicketRefusal, ticketDecider, ticketStream } from '#domain'
import type { Outcome, Refusal, TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { guardedBy } from '../guarded.js'
import { type GuardRefusal, guardOf } from '../guards.js'
import { inOrder } from '../in-order.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Whatever is asked of one ticket: claim, reply, resolve, confirm … Of a list all in their order, or nothing. */
export class ActOnTicket extends Command<Outcome<Done, TicketRefusal | GuardRefusal | RunnerRefusal>> {
  constructor(
    readonly ticketId: TicketId,
    readonly command: TicketCommand | readonly TicketCommand[],
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(ActOnTicket)
export class ActOnTicketHandler implements ICommandHandler<ActOnTicket> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ ticketId, command, context }: ActOnTicket) {
    const commands = [command].flat()
    const guards = new Map<TicketCommand, Refusal<GuardRefusal> | undefined>()
    for (const one of commands) guards.set(one, await guardOf(this.desk, one, context.actor))
    const decider = inOrder(guardedBy(ticketDecider, one => guards.get(one)))
    return this.desk.runner.run(decider, ticketStream(ticketId), commands, context)
  }
}

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type TicketCommand, type TicketRefusal, ticketDecider } from '#domain'
import type { Outcome, Refusal, TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { guardedBy } from '../guarded.js'
import { type GuardRefusal, guardOf } from '../guards.js'
import { inOrder } from '../in-order.js'
import { withRules } from '../rules/ruled.js'
import type { SlotRefusal } from '../slots/hold-slot.js'
import { askedFor, withSlots } from '../slots/with-slots.js'
import type { RunnerRefusal } from '../stream-runner.js'
import { withTeams } from './escalation.js'

export type ActRefusal = TicketRefusal | GuardRefusal | SlotRefusal | RunnerRefusal

/**
 * Whatever is asked of one ticket: claim, reply, resolve, confirm … Of a list all in their order, or nothing. Who is to be
 * given it must be there and able to carry it, unless a person takes it themselves.
 */
export class ActOnTicket extends Command<Outcome<Done, ActRefusal>> {
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

  async execute(act: ActOnTicket): Promise<Outcome<Done, ActRefusal>> {
    const { ticketId, command, context } = act
    const commands = await Promise.all([command].flat().map(one => withTeams(this.desk, one)))
    const guards = new Map<TicketCommand, Refusal<GuardRefusal> | undefined>()
    for (const one of commands) guards.set(one, await guardOf(this.desk, one, context.actor))
    const decider = inOrder(guardedBy(ticketDecider, one => guards.get(one)))
    const asked = await askedFor(this.desk, commands, context.actor)
    return withRules(this.desk, decider, { commands, context }, ruled =>
      withSlots(this.desk, { decider: ruled, command: commands, ticketId, asked, context })
    )
  }
}

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  type Awaited,
  applyAwaited,
  type Decider,
  evolve,
  noTicket,
  type TicketEvent,
  type TicketState
} from '#domain'
import { type Outcome, ok, refuse, type TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { AskedFacts } from '../rules/asked-facts.js'
import { type FactsWanted, lookingUp } from '../rules/ruled.js'
import type { SlotRefusal } from '../slots/hold-slot.js'
import { withSlots } from '../slots/with-slots.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Which of those that a ticket awaits. */
export type AwaitedKey = Pick<Awaited, 'rule' | 'from' | 'instance'>

/**
 * A rule's time has come: it acts on the ticket as it is now, by the version in force, or it is put on record why nothing
 * came of it. Nothing where it is not awaited any more.
 */
export class ApplyAwaitedRule extends Command<Outcome<Done, SlotRefusal | RunnerRefusal>> {
  constructor(
    readonly ticketId: TicketId,
    readonly key: AwaitedKey,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(ApplyAwaitedRule)
export class ApplyAwaitedRuleHandler implements ICommandHandler<ApplyAwaitedRule> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ ticketId, key, context }: ApplyAwaitedRule): Promise<Outcome<Done, SlotRefusal | RunnerRefusal>> {
    const { clock, rules } = this.desk
    const facts = new AskedFacts(this.desk, [], clock.now(), context.commandId)
    const decider: Decider<AwaitedKey, TicketState, TicketEvent, FactsWanted> = {
      initial: noTicket,
      evolve,
      decide({ rule, from, instance }, state) {
        if (!state.exists) return ok([])
        const awaited = state.rules.awaited.find(
          one => one.rule === rule && one.from === from && one.instance === instance
        )
        if (!awaited) return ok([])
        facts.about(state, awaited.messageId)
        const written = applyAwaited(rules.inForceOf(rule), awaited, state, facts)
        return facts.wants ? refuse('facts_wanted') : ok(written)
      }
    }
    return lookingUp(facts, () => withSlots(this.desk, { decider, command: key, ticketId, context }))
  }
}

import {
  applyRules,
  type Decider,
  evolve,
  type TicketCommand,
  type TicketEvent,
  type TicketState
} from '#domain'
import { type Outcome, ok, refuse } from '#kernel'
import type { CommandContext } from '../command-context.js'
import type { Desk } from '../desk.js'
import { AskedFacts } from './asked-facts.js'

type Part = Pick<Desk, 'log' | 'runner' | 'sealer' | 'rules' | 'clock'>
type OfTicket<C, R extends string> = Decider<C, TicketState, TicketEvent, R>

/** What is written for a rule starts none. */
export const rulesActor = 'process:rules'

/** What a rule asks for is not there yet. */
export type FactsWanted = 'facts_wanted'

/**
 * Decides commands on a ticket together with the rules in force: what they make of it stands in the same append. `run` is
 * given the decider, perhaps more than once; what it makes of the same commands is the same.
 */
export async function withRules<C, R extends string, T, F extends string>(
  desk: Part,
  decider: OfTicket<C, R>,
  { commands, context }: { readonly commands: readonly TicketCommand[]; readonly context: CommandContext },
  run: (decider: OfTicket<C, R | FactsWanted>) => Promise<Outcome<T, F>>
): Promise<Outcome<T, Exclude<F, FactsWanted>>> {
  const rules = context.actor === rulesActor ? [] : desk.rules.inForce()
  const facts = new AskedFacts(desk, commands, desk.clock.now(), context.commandId)
  const ruled: OfTicket<C, R | FactsWanted> =
    rules.length === 0
      ? decider
      : {
          initial: decider.initial,
          evolve: (state, event) => decider.evolve(state, event),
          decide(command, state) {
            const decided = decider.decide(command, state)
            if (!decided.ok || decided.value.length === 0) return decided
            facts.about(decided.value.reduce<TicketState>(evolve, state))
            const written = applyRules(decided.value, state, rules, facts)
            return facts.wants ? refuse('facts_wanted') : ok([...decided.value, ...written])
          }
        }
  return lookingUp(facts, () => run(ruled))
}

/** Decides anew once what a decision asks for is there. */
export async function lookingUp<T, F extends string>(
  facts: AskedFacts,
  run: () => Promise<Outcome<T, F>>
): Promise<Outcome<T, Exclude<F, FactsWanted>>> {
  for (;;) {
    const outcome = await run()
    if (outcome.ok) return outcome
    const { reason, details } = outcome
    if (isSaid(reason)) return refuse(reason, details)
    await facts.lookUp()
  }
}

const isSaid = <F extends string>(reason: F): reason is Exclude<F, FactsWanted> => reason !== 'facts_wanted'

import type { Decider, DeskEvent } from '#domain'
import type { Refusal } from '#kernel'

/**
 * The same decider with one more reason to say no, found outside its stream. Asked only where something would change,
 * so after a known command, a failed precondition, the decider's own refusal and a state already held.
 */
export const guarded = <C, S, E extends DeskEvent, R extends string, G extends string>(
  decider: Decider<C, S, E, R>,
  refusal: Refusal<G> | undefined
): Decider<C, S, E, R | G> => guardedBy(decider, () => refusal)

/** As `guarded`, where the reason depends on the command. */
export const guardedBy = <C, S, E extends DeskEvent, R extends string, G extends string>(
  decider: Decider<C, S, E, R>,
  refusalOf: (command: C) => Refusal<G> | undefined
): Decider<C, S, E, R | G> => ({
  initial: decider.initial,
  evolve: (state, event) => decider.evolve(state, event),
  decide(command, state) {
    const outcome = decider.decide(command, state)
    const changes = outcome.ok && outcome.value.length > 0
    return (changes && refusalOf(command)) || outcome
  }
})

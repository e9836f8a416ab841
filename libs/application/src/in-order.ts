import type { Decided, Decider, DeskEvent } from '#domain'
import { ok } from '#kernel'

/** One command after the other, each on what came of those before it: all of them in one append, or the first refusal. */
export const inOrder = <C, S, E extends DeskEvent, R extends string>(
  decider: Decider<C, S, E, R>
): Decider<readonly C[], S, E, R> => ({
  initial: decider.initial,
  evolve: (state, event) => decider.evolve(state, event),
  decide(commands, before) {
    const decided: Decided<E>[] = []
    let state = before
    for (const command of commands) {
      const outcome = decider.decide(command, state)
      if (!outcome.ok) return outcome
      decided.push(...outcome.value)
      state = outcome.value.reduce<S>((reached, event) => decider.evolve(reached, event), state)
    }
    return ok(decided)
  }
})

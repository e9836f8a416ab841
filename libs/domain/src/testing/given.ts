import { expect } from '@jest/globals'
import type { Outcome } from '#kernel'
import type { Decided, Decider, DomainEvent } from '../decider.js'

export const foldFrom = <C, S, E extends DomainEvent, R extends string>(
  decider: Decider<C, S, E, R>,
  events: readonly E[],
  state = decider.initial
): S => events.reduce<S>((folded, event) => decider.evolve(folded, event), state)

const facts = <E extends DomainEvent>(events: readonly Decided<E>[]) =>
  events.map(({ type, data }) => ({ type, data }))

/** What a command led to. Personal parts are left out: a decision can't depend on them. */
class Outcomes<S, E extends DomainEvent, R extends string> {
  constructor(
    readonly outcome: Outcome<readonly Decided<E>[], R>,
    readonly state: S
  ) {}

  thenEvents(...expected: readonly { readonly type: E['type']; readonly data?: object }[]): void {
    if (!this.outcome.ok) throw new Error(`refused: ${this.outcome.reason}`)
    expect(facts(this.outcome.value)).toMatchObject(expected)
  }

  thenNothing(): void {
    expect(this.outcome).toEqual({ ok: true, value: [] })
  }

  thenRefused(reason: R, details?: object): void {
    expect(this.outcome).toEqual(details ? { ok: false, reason, details } : { ok: false, reason })
  }
}

/** Tests speak events: given these events, when this command, then those events or a named refusal. */
export function deciderSpec<C, S, E extends DomainEvent, R extends string>(decider: Decider<C, S, E, R>) {
  const given = (...events: readonly E[]) => {
    const before = foldFrom(decider, events)
    return {
      state: before,
      when(command: C): Outcomes<S, E, R> {
        const outcome = decider.decide(command, before)
        return new Outcomes(outcome, outcome.ok ? foldFrom(decider, outcome.value, before) : before)
      }
    }
  }
  /** As `given`, from the events of commands that must all succeed. */
  const givenCommands = (...commands: readonly C[]) => {
    const events: E[] = []
    for (const command of commands) {
      const outcome = decider.decide(command, foldFrom(decider, events))
      if (!outcome.ok) throw new Error(`refused on the way: ${outcome.reason}`)
      events.push(...outcome.value)
    }
    return given(...events)
  }
  return { given, givenCommands }
}

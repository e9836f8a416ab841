import type { Outcome, Personal } from '#kernel'

/** An event as the domain sees it: never the personal part. */
export interface DomainEvent {
  readonly type: string
  readonly data: object
}

/** An event just decided; `personal` is carried along unopened and sealed on its way into the log. */
export type Decided<E extends DomainEvent> = E & { readonly personal?: Personal }

export interface Decider<Command, State, Event extends DomainEvent, Reason extends string> {
  readonly initial: State
  /** Pure. An empty list: the state asked for is already held. */
  decide(command: Command, state: State): Outcome<readonly Decided<Event>[], Reason>
  /** Total: every event on every state. */
  evolve(state: State, event: Event): State
}

import type { Decider, DeskEvent } from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'

/** A stream's state from its events alone, nothing cached; up to the first event of which `until` says no. */
export async function foldedFrom<C, S, E extends DeskEvent, R extends string>(
  log: EventLog,
  decider: Decider<C, S, E, R>,
  stream: string,
  until: (event: RecordedEvent) => boolean = () => true
): Promise<S> {
  let state = decider.initial
  for await (const event of log.readStream(stream)) {
    if (!until(event)) break
    // The codec let only known types in their present shape through; a stream holds its decider's types.
    state = decider.evolve(state, { type: event.type, data: event.data } as unknown as E)
  }
  return state
}

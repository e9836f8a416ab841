import { type CommandContext, type Desk, followInSlots } from '#application'
import { agentsMovedBy, isStreamOf, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor } from '#kernel'
import type { Process } from '#subscriptions'

/**
 * Lets the slots of agents follow what happened to their tickets. Commands do the same right after each append: what they
 * left undone, and what was there before slots were, is done here.
 */
export function createSlotKeeper(desk: Pick<Desk, 'runner' | 'clock'>): Process {
  return {
    name: 'slots',
    concurrency: 8,
    sequenceOf(event) {
      const told = toldIn('ticket', event)
      return told && agentsMovedBy(told) ? event.stream : undefined
    },
    concerns: stream => isStreamOf(stream, 'ticket'),
    handle: event => followInSlots(desk, event, contextOf(event))
  }
}

const contextOf = ({ id, meta }: RecordedEvent): CommandContext => ({
  commandId: commandIdFor(id, 'slots'),
  causationId: id,
  correlationId: meta.$correlationId,
  actor: 'process:slots'
})

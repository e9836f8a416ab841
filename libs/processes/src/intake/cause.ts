import type { CommandContext } from '#application'
import type { Actor } from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor } from '#kernel'

/** The update that commands come from. */
export interface Cause {
  readonly event: RecordedEvent
  /** `word` names the command among those of one update: the same update gives the same ids for ever. */
  context(
    word: string,
    about: { readonly actor: Actor; readonly correlationId: string; readonly subjectId?: string }
  ): CommandContext
}

/** `instead` of the update: for what is done once for several of them. */
export const causeOf = (event: RecordedEvent, instead: string = event.id): Cause => ({
  event,
  context: (word, { actor, correlationId, subjectId }) => ({
    commandId: commandIdFor(instead, word),
    causationId: event.id,
    correlationId,
    actor,
    ...(subjectId !== undefined && { subjectId }),
    ...(event.meta.traceparent !== undefined && { traceparent: event.meta.traceparent })
  })
})

import type { Actor } from '#domain'
import { type CommandId, commandIdFor } from '#kernel'

/** Who asks, why, and under which id the answer is found again. */
export interface CommandContext {
  readonly commandId: CommandId
  readonly causationId: string
  readonly correlationId: string
  readonly actor: Actor
  /** Whose key seals what is personal; absent: the subject the stream began with. */
  readonly subjectId?: string
  readonly traceparent?: string
  readonly fingerprint?: string
  /** Only on this revision (an If-Match); -1: only where nothing is (an If-None-Match: *). */
  readonly ifRevision?: number
}

/**
 * One step of a command that touches several streams: the same id however often the command is repeated,
 * another than that of any other step. A precondition is about the command's own stream, so no step inherits it.
 */
export function stepOf(context: CommandContext, step: string): CommandContext {
  const { ifRevision: _, ...rest } = context
  return { ...rest, commandId: commandIdFor(context.commandId, step) }
}

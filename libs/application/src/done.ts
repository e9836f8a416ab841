import { PersistentMap } from '#domain'
import type { Position, RecordedEvent } from '#event-log'
import type { CommandId } from '#kernel'

export interface EventRef {
  readonly id: string
  readonly type: string
  readonly revision: number
}

/** What a command was answered, as its stream remembers it. */
interface Answer {
  readonly events: readonly EventRef[]
  /** Of the last event. */
  readonly position: Position
}

export interface Done {
  readonly stream: string
  /** Empty where the state asked for is already held. */
  readonly events: readonly EventRef[]
  /** Of the stream after these events. */
  readonly revision: number
  /** Undefined only for a stream that holds nothing. */
  readonly position: Position | undefined
  /** The first answer again: the command was known. */
  readonly repeated: boolean
}

/** The answer to what leaves a stream without anything in it as it is. */
export const nothingDone = (stream: string): Done => ({
  stream,
  events: [],
  revision: -1,
  position: undefined,
  repeated: false
})

/** By command: all that a stream ever answered. */
export type Answers = PersistentMap<CommandId, Answer>

export const noAnswers: Answers = PersistentMap.empty()

export function withEvent(answers: Answers, event: RecordedEvent): Answers {
  const { id, type, revision, position, meta } = event
  const before = answers.get(meta.commandId)?.events ?? []
  return answers.set(meta.commandId, { events: [...before, { id, type, revision }], position })
}

export function firstAnswer(stream: string, { events, position }: Answer): Done {
  return { stream, events, revision: events.at(-1)?.revision ?? -1, position, repeated: true }
}

import type { DeskState } from '#desk-state'
import type { EventLog, RecordedEvent } from '#event-log'
import type { JsonObject } from '#kernel'
import type { Runtime } from './runtime.js'
import type { Status } from './tracker.js'

export interface Handling {
  /** Aborted when the subscription stops: an answer may be left undone by throwing, it is done again after the start. */
  readonly signal: AbortSignal
  /**
   * Keeps the event unfinished after `handle` has returned, until the function it answers is called: the checkpoint
   * stays before it, later events of the sequence go on. After a crash the event is handled again.
   */
  hold(): () => void
}

/**
 * Answers events with commands or with calls to the outside. At least once, in order per sequence, several sequences
 * at once; the checkpoint follows the effect. Its effects must bear repeating.
 */
export interface Process {
  readonly name: string
  /** How many sequences are at work at once. */
  readonly concurrency: number
  /**
   * What must be handled strictly in order; undefined: none of this process's events. Asked in the order of the log, one
   * event after the other, also where the answer takes a while.
   */
  sequenceOf(event: RecordedEvent): string | undefined | Promise<string | undefined>
  /** Of a sequence under whose name an older version may have parked something; asked at the start. */
  presentName?(parkedUnder: string): string
  /** Asked when an event can't be read: is its stream one of this process's? All are unless said. */
  concerns?(stream: string): boolean
  /**
   * A fault of the infrastructure stops the line and is tried again for ever; anything else thrown is the event's
   * fault: tried three times more, then the event is parked with all later ones of its sequence.
   */
  handle(event: RecordedEvent, handling: Handling): Promise<void>
  /** Saved with each checkpoint. May tell of events after it: they come again. */
  note?(): JsonObject
  /** Called once with the note of the checkpoint from which it goes on, before any event. */
  resume?(note: JsonObject): void
}

export interface ProcessOptions extends Runtime {
  readonly process: Process
  /** Yields events in their present shape. */
  readonly log: EventLog
  readonly state: DeskState
  /** Of the lease under which it runs; a higher one ends it. */
  readonly fence: number
}

/** What became of a parked sequence: `left` is 0 when it is free again, else `error` says why its oldest event failed. */
export interface Retried {
  readonly handled: number
  readonly left: number
  readonly error?: string
}

export interface ProcessStatus extends Status {
  /** The event whose handler has been at work longest; undefined while none is. */
  readonly atWork: { readonly type: string; readonly position: string; readonly seconds: number } | undefined
}

export interface RunningProcess {
  readonly name: string
  status(): Promise<ProcessStatus>
  /** True once everything up to `position` is done, parked or ignored. */
  waitFor(position: string, timeoutMs: number): Promise<boolean>
  /** Handles what is parked of the sequence in order, oldest first; then the sequence goes on. */
  retryParked(sequence: string): Promise<Retried>
  /** Gives up the oldest parked event of the sequence, and retries the rest. */
  skipParked(sequence: string): Promise<Retried>
  /** Starts nothing new; resolves when what was at work is done and the checkpoint is saved. */
  stop(): Promise<void>
  /** Resolves when it has ended, for whatever reason: see `status`. */
  readonly ended: Promise<void>
  /** Resolves when a fault has ended it, or another owner: one that is begun anew may go on. Else never. */
  readonly failed: Promise<void>
}

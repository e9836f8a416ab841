import type { CommandId, EventId, Instant, JsonObject, Sealed } from '#kernel'

declare const positionBrand: unique symbol

/** A place in the whole log: opaque, fixed width, sorts as text. Means nothing in another log. */
export type Position = string & { readonly [positionBrand]: 'Position' }

export interface EventMeta {
  /** Looked up before every decide: the same command twice is one set of events. */
  readonly commandId: CommandId
  readonly $causationId: string
  readonly $correlationId: string
  readonly actor: string
  /** Whose key seals `personal`. A bot's inbox key of the day has the form `inbox-{bot}-{yyyy-mm-dd}`. */
  readonly subjectId?: string
  /** Version of the type's shape, from 1. */
  readonly schema: number
  readonly traceparent?: string
  /** SHA-256 of what was asked, where an Idempotency-Key decided the commandId. */
  readonly fingerprint?: string
}

export interface NewEvent {
  readonly id: EventId
  readonly type: string
  /** Our clock, never earlier than the stream's previous event: the caller sees to it. */
  readonly recordedAt: Instant
  readonly data: JsonObject
  readonly personal?: Sealed
  readonly meta: EventMeta
}

export interface RecordedEvent extends NewEvent {
  readonly stream: string
  /** From 0, without gaps. */
  readonly revision: number
  readonly position: Position
}

export interface Appended {
  /** Of the last event appended. */
  readonly revision: number
  readonly position: Position
}

export type Expected = number | 'none'

export type Subscribed =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  | { readonly kind: 'caughtUp' }

/** The JSON texts of `data` and `meta` and the text of `personal` of one event together, in bytes of UTF-8. */
export const maxEventBytes = 256 * 1024

export interface EventLog {
  /**
   * All events or none; when it returns they are on stable storage. Appends are serialised: no two interleave.
   * Idempotent: where the stream already holds exactly these ids from `expected + 1` on, it succeeds with the
   * position and revision of the last of them, however late; their contents are not compared.
   * @throws Conflict the stream is elsewhere; it holds other events there, or only some of these
   * @throws OutcomeUnknown repeat this very append and nothing else
   * @throws Unavailable nothing was written
   * @throws InvalidAppend no events, an event over `maxEventBytes` or that could not be read again, a bad name: a mistake of the caller
   */
  append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<Appended>

  /**
   * The stream's events from revision `from` (inclusive, default 0), in order, pulled: a slow reader holds a page, not the stream.
   * A stream that does not exist is empty. Sees every append that returned before the call.
   * @throws Corrupt, Unavailable (also once the log is closed)
   */
  readStream(stream: string, from?: number): AsyncIterable<RecordedEvent>

  /**
   * Every event of the desk's streams after `after` (exclusive; 'start' for all), in the log's one total order, then live.
   * The switch to live has no gap and no repeat. `caughtUp` comes when the reader has everything the log held, and again
   * each time it has waited. A position beyond the head waits. Ends without error when `signal` is aborted.
   * @throws Corrupt with the position, so that the reader can go on after it; Unavailable
   * @throws RangeError `after` has not the form of this log's positions: ask `eventAt` first whether it belongs here
   */
  subscribe(after: Position | 'start', signal: AbortSignal): AsyncIterable<Subscribed>

  /** The position of the last event of the desk's own streams; undefined when there is none. */
  head(): Promise<Position | undefined>

  /** The event at exactly this position, if the log holds one: tells whether a checkpoint belongs to this log. */
  eventAt(position: Position): Promise<RecordedEvent | undefined>

  /**
   * Resolves while the log can be read and, as far as is known, takes appends; writes nothing.
   * @throws Unavailable with the reason: out of reach, no room, or it refuses appends for good (damage, a disk that failed)
   */
  ping(): Promise<void>

  close(): Promise<void>
}

/**
 * The log for reading, every event exactly as it is stored: types and versions that this desk does not know too, in the
 * shape in which they were written, `personal` still sealed. For checks, copies and proofs.
 */
export type RawLog = Pick<EventLog, 'readStream' | 'subscribe' | 'head' | 'eventAt'>

import type { Decided, Decider, DeskEvent } from '#domain'
import {
  type Appended,
  Conflict,
  type EventLog,
  type NewEvent,
  OutcomeUnknown,
  type Position,
  type RecordedEvent
} from '#event-log'
import { type Clock, type Instant, type Outcome, ok, type Refusal, refuse } from '#kernel'
import type { Sealer } from '#privacy'
import type { CommandContext } from './command-context.js'
import { type Answers, type Done, firstAnswer, noAnswers, withEvent } from './done.js'
import { LruCache } from './lru-cache.js'
import { newEvents } from './new-events.js'

export type RunnerRefusal = 'precondition_failed' | 'customer_forgotten'

export interface Loaded<State> {
  readonly state: State
  /** -1 for a stream that holds nothing. */
  readonly revision: number
  readonly position: Position | undefined
  readonly subjectId: string | undefined
  /** What each command that this stream knows was answered. */
  readonly answers: Answers
}

interface Folded<State = unknown> extends Loaded<State> {
  readonly recordedAt: Instant
  /** Nothing was missing at this time of the monotonic clock. */
  readonly asOf: number
}

export interface RunOptions<State, Event extends DeskEvent, Refused extends string> {
  /** Nobody has written to the stream, it seems: decided without reading it. If somebody has, it is read and decided again. */
  readonly presumedNew?: boolean
  /**
   * What must hold elsewhere before these events are appended right after that revision. Asked again whenever it is decided
   * again, so what was prepared for an older revision is never relied on.
   */
  readonly prepare?: (
    events: readonly Decided<Event>[],
    before: Pick<Loaded<State>, 'state' | 'revision'>
  ) => Promise<Refusal<Refused> | undefined>
}

/** How often a conflict is decided again before it is thrown. */
const maxConflicts = 5

/**
 * Runs a decider on a stream: load → fold → is the command known? then the first answer → decide → append.
 * The same command twice, at any time, from any process, is one set of events and the same answer.
 * A conflict is decided again on the new state. What a cached state refuses, or finds already done, is decided
 * once more after reading the tail. Faults of the log are thrown; refusals are values.
 *
 * Commands of one stream run one after the other in this process, so conflicts come from other processes only.
 */
export class StreamRunner {
  readonly #cache: LruCache<string, Folded>
  /** Of each stream at work: the end of the last command in its queue. Never rejects. */
  readonly #queues = new Map<string, Promise<void>>()

  constructor(
    private readonly log: EventLog,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    private readonly options: {
      readonly cachedStreams?: number
      readonly unknownOutcomeDeadlineMs?: number
    } = {}
  ) {
    this.#cache = new LruCache(options.cachedStreams ?? 20_000)
  }

  /**
   * The stream's present state, read to its end. With `maxAgeMs`, what others appended may be missing for so long; what
   * this process appended never is.
   */
  async load<C, S, E extends DeskEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    stream: string,
    maxAgeMs = 0
  ): Promise<Loaded<S>> {
    const cached = this.#cached<S>(stream)
    if (cached && this.clock.monotonic() - cached.asOf < maxAgeMs) return cached
    return this.#readTail(decider, stream, cached)
  }

  /**
   * @throws Conflict when others were faster five times over
   * @throws OutcomeUnknown when the log did not settle it in time: the same command again settles it
   * @throws Unavailable, Corrupt
   */
  run<C, S, E extends DeskEvent, R extends string, P extends string = never>(
    decider: Decider<C, S, E, R>,
    stream: string,
    command: C,
    context: CommandContext,
    options: RunOptions<S, E, P> = {}
  ): Promise<Outcome<Done, R | P | RunnerRefusal>> {
    return this.#inTurn(stream, () => this.#run(decider, stream, command, context, options))
  }

  /**
   * The whole stream for another fold; what is read is kept as this decider's state too, so that a command right after it
   * reads only what came since. Nothing is kept where the reader stops early.
   */
  async *readAlong<C, S, E extends DeskEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    stream: string
  ): AsyncGenerator<RecordedEvent> {
    let folded = emptyOf(decider)
    for await (const event of this.log.readStream(stream)) {
      folded = withRecorded(decider, folded, event)
      yield event
    }
    this.#keep(stream, folded)
  }

  /** Forgets a cached state, e.g. after its subject was forgotten. */
  evict(stream: string): void {
    this.#cache.delete(stream)
  }

  async #inTurn<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(stream)
    const working = before ? before.then(work) : work()
    const end = working.then(nothing, nothing)
    this.#queues.set(stream, end)
    try {
      return await working
    } finally {
      if (this.#queues.get(stream) === end) this.#queues.delete(stream)
    }
  }

  async #run<C, S, E extends DeskEvent, R extends string, P extends string>(
    decider: Decider<C, S, E, R>,
    stream: string,
    command: C,
    context: CommandContext,
    { presumedNew = false, prepare }: RunOptions<S, E, P>
  ): Promise<Outcome<Done, R | P | RunnerRefusal>> {
    let folded = this.#cached<S>(stream) ?? (presumedNew ? emptyOf(decider) : undefined)
    let fresh = folded === undefined
    folded ??= await this.#readTail(decider, stream, undefined)
    for (let conflicts = 0; ; ) {
      const known = folded.answers.get(context.commandId)
      if (known) return ok(firstAnswer(stream, known))

      const wanted = this.#decide(decider, command, context, folded)
      const unready = wanted.ok && wanted.value.length > 0 ? await prepare?.(wanted.value, folded) : undefined
      const decided = unready ?? wanted
      const events = decided.ok
        ? await newEvents(this.sealer, stream, decided.value, context, {
            recordedAt: Math.max(this.clock.now(), folded.recordedAt),
            subjectId: context.subjectId ?? folded.subjectId
          })
        : decided
      if (!fresh && (!events.ok || events.value.length === 0)) {
        folded = await this.#readTail(decider, stream, folded)
        fresh = true
        continue
      }
      if (!decided.ok) return decided
      if (!events.ok) return events
      if (events.value.length === 0) {
        const { revision, position } = folded
        return ok({ stream, events: [], revision, position, repeated: false })
      }
      try {
        const expected = folded.revision < 0 ? 'none' : folded.revision
        const appendedAt = this.clock.monotonic()
        const appended = await this.#append(stream, events.value, expected)
        const asOf = { ...appended, asOf: appendedAt }
        return ok(this.#remember(decider, stream, folded, events.value, decided.value, asOf))
      } catch (error) {
        if (!(error instanceof Conflict) || ++conflicts > maxConflicts) throw error
        await this.clock.sleep(Math.ceil(Math.random() * 2 ** conflicts))
        folded = await this.#readTail(decider, stream, folded)
        fresh = true
      }
    }
  }

  #cached<S>(stream: string): Folded<S> | undefined {
    // A stream name belongs to one decider, so what is cached under it has that decider's state.
    return this.#cache.get(stream) as Folded<S> | undefined
  }

  /** A reader that took its time must not put an older state in place of a newer one. */
  #keep(stream: string, folded: Folded): void {
    const held = this.#cache.get(stream)
    if (folded.revision >= (held?.revision ?? 0)) this.#cache.set(stream, folded)
  }

  #decide<C, S, E extends DeskEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    command: C,
    context: CommandContext,
    folded: Folded<S>
  ): Outcome<readonly Decided<E>[], R | RunnerRefusal> {
    const { ifRevision } = context
    if (ifRevision !== undefined && ifRevision !== folded.revision) {
      return refuse('precondition_failed', { current_revision: folded.revision })
    }
    return decider.decide(command, folded.state)
  }

  async #readTail<C, S, E extends DeskEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    stream: string,
    from: Folded<S> | undefined
  ): Promise<Folded<S>> {
    const asOf = this.clock.monotonic()
    let folded = from ?? emptyOf(decider)
    for await (const event of this.log.readStream(stream, folded.revision + 1)) {
      folded = withRecorded(decider, folded, event)
    }
    folded = { ...folded, asOf }
    this.#keep(stream, folded)
    return folded
  }

  /** An unknown outcome is settled by the identical append, nothing else. */
  async #append(stream: string, events: readonly NewEvent[], expected: number | 'none'): Promise<Appended> {
    const deadline = this.clock.monotonic() + (this.options.unknownOutcomeDeadlineMs ?? 10_000)
    for (let pause = 20; ; pause = Math.min(pause * 2, 1000)) {
      try {
        return await this.log.append(stream, events, expected)
      } catch (error) {
        if (!(error instanceof OutcomeUnknown) || this.clock.monotonic() + pause > deadline) throw error
        await this.clock.sleep(pause)
      }
    }
  }

  #remember<C, S, E extends DeskEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    stream: string,
    before: Folded<S>,
    events: readonly NewEvent[],
    decided: readonly Decided<E>[],
    appended: Appended & { readonly asOf: number }
  ): Done {
    const first = before.revision + 1
    const refs = events.map(({ id, type }, index) => ({ id, type, revision: first + index }))
    const last = events[events.length - 1]
    if (last) {
      const { revision, position, asOf } = appended
      this.#keep(stream, {
        state: decided.reduce<S>((state, event) => decider.evolve(state, event), before.state),
        revision,
        position,
        recordedAt: last.recordedAt,
        subjectId: before.subjectId ?? last.meta.subjectId,
        asOf,
        answers: before.answers.set(last.meta.commandId, { events: refs, position })
      })
    }
    return { stream, events: refs, revision: appended.revision, position: appended.position, repeated: false }
  }
}

const emptyOf = <C, S, E extends DeskEvent, R extends string>(decider: Decider<C, S, E, R>): Folded<S> => ({
  state: decider.initial,
  revision: -1,
  position: undefined,
  recordedAt: 0,
  subjectId: undefined,
  answers: noAnswers,
  asOf: Number.NEGATIVE_INFINITY
})

const withRecorded = <C, S, E extends DeskEvent, R extends string>(
  decider: Decider<C, S, E, R>,
  before: Folded<S>,
  event: RecordedEvent
): Folded<S> => ({
  // The codec let only known types in their present shape through; a stream holds its decider's types.
  state: decider.evolve(before.state, { type: event.type, data: event.data } as unknown as E),
  revision: event.revision,
  position: event.position,
  recordedAt: event.recordedAt,
  subjectId: before.subjectId ?? event.meta.subjectId,
  answers: withEvent(before.answers, event),
  asOf: before.asOf
})

const nothing = () => undefined

import { type Decided, type Decider, type DeskEvent, type DomainEvent, schemaOf } from '#domain'
import {
  type Appended,
  Conflict,
  type EventLog,
  type NewEvent,
  OutcomeUnknown,
  type Position,
  type RecordedEvent
} from '#event-log'
import {
  type Clock,
  type CommandId,
  eventIdFor,
  type Instant,
  type JsonObject,
  type Outcome,
  ok,
  refuse
} from '#kernel'
import { KeyGone, reveal, type Sealer } from '#privacy'
import type { CommandContext } from './command-context.js'
import { LruCache } from './lru-cache.js'

export interface EventRef {
  readonly id: string
  readonly type: string
  readonly revision: number
}

interface Answer {
  readonly events: EventRef[]
  /** Of the last event. */
  position: Position
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

export type RunnerRefusal = 'precondition_failed' | 'customer_forgotten'

export interface Loaded<State> {
  readonly state: State
  /** -1 for a stream that holds nothing. */
  readonly revision: number
  readonly position: Position | undefined
  readonly subjectId: string | undefined
}

interface Folded<State = unknown> extends Loaded<State> {
  readonly recordedAt: Instant
  readonly answers: Map<CommandId, Answer>
}

const maxConflicts = 5

/**
 * Runs a decider on a stream: load → fold → is the command known? then the first answer → decide → append.
 * The same command twice, at any time, from any process, is one set of events and the same answer.
 * A conflict is decided again on the new state. What a cached state refuses, or finds already done, is decided
 * once more after reading the tail. Faults of the log are thrown; refusals are values.
 */
export class StreamRunner {
  readonly #cache: LruCache<string, Folded>

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

  /** The stream's present state, read to its end. */
  async load<C, S, E extends DomainEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    stream: string
  ): Promise<Loaded<S>> {
    return this.#readTail(decider, stream, this.#cached<S>(stream))
  }

  async run<C, S, E extends DomainEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    stream: string,
    command: C,
    context: CommandContext
  ): Promise<Outcome<Done, R | RunnerRefusal>> {
    let folded = this.#cached<S>(stream)
    let fresh = folded === undefined
    folded ??= await this.#readTail(decider, stream, undefined)
    for (let conflicts = 0; ; ) {
      const known = folded.answers.get(context.commandId)
      if (known) return ok(firstAnswer(stream, known))

      const outcome = this.#decide(decider, command, context, folded)
      if (!fresh && (!outcome.ok || outcome.value.length === 0)) {
        folded = await this.#readTail(decider, stream, folded)
        fresh = true
        continue
      }
      if (!outcome.ok) return outcome
      if (outcome.value.length === 0) {
        const { revision, position } = folded
        return ok({ stream, events: [], revision, position, repeated: false })
      }

      const events = await this.#prepare(stream, outcome.value, context, folded)
      if (!events) return refuse('customer_forgotten')
      try {
        const appended = await this.#append(stream, events, folded.revision < 0 ? 'none' : folded.revision)
        return ok(this.#remember(decider, stream, folded, events, outcome.value, appended))
      } catch (error) {
        if (!(error instanceof Conflict) || ++conflicts > maxConflicts) throw error
        await this.clock.sleep(Math.random() * 2 ** conflicts)
        folded = await this.#readTail(decider, stream, folded)
        fresh = true
      }
    }
  }

  /** Forgets a cached state, e.g. after its subject was forgotten. */
  evict(stream: string): void {
    this.#cache.delete(stream)
  }

  #cached<S>(stream: string): Folded<S> | undefined {
    // A stream name belongs to one decider, so what is cached under it has that decider's state.
    return this.#cache.get(stream) as Folded<S> | undefined
  }

  #decide<C, S, E extends DomainEvent, R extends string>(
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

  async #readTail<C, S, E extends DomainEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    stream: string,
    from: Folded<S> | undefined
  ): Promise<Folded<S>> {
    let state = from?.state ?? decider.initial
    let revision = from?.revision ?? -1
    let position = from?.position
    let recordedAt = from?.recordedAt ?? 0
    let subjectId = from?.subjectId
    const answers = from?.answers ?? new Map<CommandId, Answer>()
    for await (const event of this.log.readStream(stream, revision + 1)) {
      // The codec let only known types in their present shape through; a stream holds its decider's types.
      state = decider.evolve(state, { type: event.type, data: event.data } as unknown as E)
      revision = event.revision
      position = event.position
      recordedAt = event.recordedAt
      subjectId ??= event.meta.subjectId
      addAnswer(answers, event)
    }
    const folded: Folded<S> = { state, revision, position, recordedAt, subjectId, answers }
    if (revision >= 0) this.#cache.set(stream, folded)
    return folded
  }

  /** Undefined when the key that should seal a personal part is gone. */
  async #prepare<E extends DomainEvent>(
    stream: string,
    decided: readonly Decided<E>[],
    context: CommandContext,
    folded: Folded
  ): Promise<NewEvent[] | undefined> {
    const recordedAt = Math.max(this.clock.now(), folded.recordedAt)
    const subjectId = context.subjectId ?? folded.subjectId
    const meta = {
      commandId: context.commandId,
      $causationId: context.causationId,
      $correlationId: context.correlationId,
      actor: context.actor,
      ...(subjectId === undefined ? {} : { subjectId }),
      ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent }),
      ...(context.fingerprint === undefined ? {} : { fingerprint: context.fingerprint })
    }
    const prepare = async (event: Decided<E>, index: number): Promise<NewEvent> => {
      const id = eventIdFor(context.commandId, index)
      const schema = schemaOf(event.type as DeskEvent['type'])
      const plain = {
        id,
        type: event.type,
        recordedAt,
        data: event.data as JsonObject,
        meta: { ...meta, schema }
      }
      if (!event.personal) return plain
      if (subjectId === undefined) throw new Error(`${event.type} has personal data and no subject`)
      const at = { stream, eventId: id, type: event.type, subjectId }
      return { ...plain, personal: await this.sealer.seal(at, reveal(event.personal)) }
    }
    try {
      return await Promise.all(decided.map(prepare))
    } catch (error) {
      if (error instanceof KeyGone) return undefined
      throw error
    }
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

  #remember<C, S, E extends DomainEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    stream: string,
    before: Folded<S>,
    events: readonly NewEvent[],
    decided: readonly Decided<E>[],
    appended: Appended
  ): Done {
    const first = before.revision + 1
    const refs = events.map(({ id, type }, index) => ({ id, type, revision: first + index }))
    const last = events[events.length - 1]
    const latest = this.#cached<S>(stream)
    if (last && (!latest || latest.revision === before.revision)) {
      before.answers.set(last.meta.commandId, { events: refs, position: appended.position })
      this.#cache.set(stream, {
        state: decided.reduce<S>((state, event) => decider.evolve(state, event), before.state),
        revision: appended.revision,
        position: appended.position,
        recordedAt: last.recordedAt,
        subjectId: before.subjectId ?? last.meta.subjectId,
        answers: before.answers
      })
    }
    return { stream, events: refs, revision: appended.revision, position: appended.position, repeated: false }
  }
}

function addAnswer(answers: Map<CommandId, Answer>, event: RecordedEvent): void {
  const { id, type, revision, position } = event
  const answer = answers.get(event.meta.commandId)
  if (!answer) {
    answers.set(event.meta.commandId, { events: [{ id, type, revision }], position })
  } else if (!answer.events.some(other => other.revision === revision)) {
    answer.events.push({ id, type, revision })
    answer.position = position
  }
}

function firstAnswer(stream: string, { events, position }: Answer): Done {
  return { stream, events, revision: events.at(-1)?.revision ?? -1, position, repeated: true }
}

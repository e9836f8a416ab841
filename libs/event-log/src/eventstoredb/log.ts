import { encodeAppend, notAPosition } from '../encode.js'
import { Corrupt, Unavailable } from '../errors.js'
import type { Appended, EventLog, Expected, NewEvent, Position, RecordedEvent, Subscribed } from '../port.js'
import { Appender } from './appender.js'
import type { Found } from './opening.js'
import { nowhere, pairOf, positionOf } from './position.js'
import type { SubscriptionParts } from './served.js'
import { ReadFailed } from './server.js'
import { SharedTail } from './shared-tail.js'
import { deletedForEver, fromServer, softDeleted } from './stored.js'
import { CatchUp, type SubscriptionState } from './subscription.js'
import { NamedMeanwhile } from './waiting.js'

/** The port over one server or cluster. Holds nothing that another process could not change. */
export class EventStoreDbLog implements EventLog {
  readonly #appender: Appender
  readonly #subscriptions = new Set<SubscriptionState>()
  readonly #tail = new SharedTail((after, signal) => this.#served(after, signal))
  #closed: Promise<void> | undefined
  #skewMs: number | undefined

  constructor(
    private readonly found: Found,
    private readonly parts: SubscriptionParts,
    private readonly closing: AbortController,
    private readonly beginning: () => Promise<number>
  ) {
    const { server, names, timings, clock } = parts
    this.#appender = new Appender(server.connection, server.identity, names, timings, clock, closing.signal)
  }

  get logId(): string {
    return this.found.logId
  }

  /** It has no name yet and holds nothing. */
  get isNew(): boolean {
    return this.found.isNew && this.#skewMs === undefined
  }

  /** How far the server's clock is ahead of ours. */
  get skewMs(): number {
    return this.#skewMs ?? 0
  }

  /**
   * Names it where it is new and says how far it was looked through: the first that is written, to be called once it is
   * known to be the right one. @throws CannotOpen, Unavailable
   */
  async begin(): Promise<void> {
    if (this.#skewMs !== undefined) return
    this.#skewMs = await this.beginning()
    void this.parts.head.beat(this.closing.signal)
  }

  /** @throws NamedMeanwhile where another process has begun what was new when it was found: find it again */
  async mustStillBeNew(): Promise<void> {
    const { server } = this.parts
    if (this.isNew && (await server.name()))
      throw new NamedMeanwhile(`the new event log at ${server.connection.shown} was named by another process`)
  }

  async append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<Appended> {
    this.#open()
    if (this.#skewMs === undefined)
      throw new Unavailable('the log is not begun: whether it is the right one is not known yet')
    return this.#appender.append({ stream, events: encodeAppend(stream, events, expected), expected })
  }

  async *readStream(stream: string, from = 0): AsyncIterable<RecordedEvent> {
    this.#open()
    const { names, server } = this.parts
    if (!names.covers(stream)) return
    let next = from
    try {
      for await (const event of server.ofStream(names.toServer(stream), from)) {
        const position = event.position ? positionOf(event.position) : nowhere
        if (Number(event.revision) !== next)
          throw new Corrupt(stream, next, position, 'it is missing: truncated or scavenged at the server')
        yield fromServer(event, stream, position)
        this.#open()
        next++
      }
    } catch (error) {
      if (error instanceof ReadFailed && error.fault.kind === 'deletedStream')
        throw deletedForEver(stream, nowhere)
      throw error
    }
    if (next === 0 && (await server.isTruncated(names.toServer(stream)))) throw softDeleted(stream, nowhere)
  }

  subscribe(after: Position | 'start', signal: AbortSignal): AsyncIterable<Subscribed> {
    return this.#tail.subscribe(after, signal)
  }

  /** A subscription of the server's, for one subscriber or for all that have caught up. */
  #served(after: Position | 'start', signal: AbortSignal): AsyncGenerator<Subscribed, void> {
    if (after !== 'start' && !pairOf(after)) throw notAPosition(after)
    return new CatchUp(this.parts, after, signal, this.#subscriptions).items()
  }

  async head(): Promise<Position | undefined> {
    this.#open()
    return this.parts.head.current()
  }

  async eventAt(position: Position): Promise<RecordedEvent | undefined> {
    this.#open()
    const { names, server } = this.parts
    const place = pairOf(position)
    const event = place && (await server.at(place))
    return event && names.isOurs(event.streamId)
      ? fromServer(event, names.fromServer(event.streamId), position)
      : undefined
  }

  async ping(): Promise<void> {
    await this.head()
  }

  /** Of the server's subscriptions that are being read now: one for all subscribers that have caught up, and one for each other. */
  subscriptions(): readonly SubscriptionState[] {
    return [...this.#subscriptions]
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.closing.abort()
    await this.#appender.settled()
    await this.parts.server.connection.close()
  }

  #open(): void {
    if (this.closing.signal.aborted) throw new Unavailable('the log is closed')
  }
}

import type { Position, RecordedEvent } from '#event-log'
import type { DeliveryId } from '#kernel'
import type { Handling } from '#subscriptions'
import type { FencedNotes } from '../dispatch/index.js'
import type { DeliveryOptions } from './options.js'
import {
  askingOf,
  Carried,
  editsHeldAt,
  Holds,
  type Lane,
  Outbox,
  OutboxReader,
  type Overtaken,
  PutOff,
  type Task
} from './outbox/index.js'

export interface FollowingHooks {
  changed(lane: Lane): void
  overtaken(task: Task, by: Overtaken): void
  groupsChanged(): void
}

/** The outbox as the log fills it, and how far. */
export class Following {
  readonly outbox: Outbox
  readonly #holds: Holds
  readonly #reader: OutboxReader
  readonly #carried: Carried
  readonly #putOff: PutOff
  #handling: Handling | undefined
  #folded: Position | undefined

  constructor(
    private readonly name: string,
    private readonly options: DeliveryOptions,
    notes: FencedNotes,
    private readonly hooks: FollowingHooks
  ) {
    const { client, desk, logger } = options
    this.#holds = new Holds(() => this.#handling?.hold() ?? (() => {}))
    this.outbox = new Outbox(
      client.botId,
      {
        opened: position => this.#holds.opened(position),
        finished: position => this.#holds.finished(position),
        changed: hooks.changed,
        overtaken: hooks.overtaken
      },
      () => desk.clock.monotonic()
    )
    this.#reader = new OutboxReader(desk.log, this.outbox, logger)
    this.#carried = new Carried(notes, `${name}-open`)
    this.#putOff = new PutOff(notes, `${name}-put-off`)
  }

  hasFolded(position: string): boolean {
    return this.#folded !== undefined && this.#folded >= position
  }

  /** Everything up to here was folded by the process before this one. */
  beginAfter(position: Position): void {
    this.#folded ??= position
  }

  /** Never the event's fault in the eyes of the runner: parking one would hold back all that come after it. */
  async handle(event: RecordedEvent, handling: Handling): Promise<void> {
    const { directories } = this.options
    const aboutGroups = event.stream.startsWith('staff-group-')
    // A directory that is being closed knows what it knew.
    if (aboutGroups) await directories.waitFor(event.position).catch(() => {})
    await this.#reader.prepare(event)
    this.#handling = handling
    try {
      this.outbox.fold(event)
    } catch (error) {
      await this.#setAside(event, error)
    } finally {
      this.#handling = undefined
    }
    this.#folded = event.position
    if (aboutGroups) this.hooks.groupsChanged()
  }

  /** Adds what was open before the first event that was folded. */
  async restore(): Promise<void> {
    const askings = await this.#carried.load()
    for (const [id, subject] of this.outbox.orphans) askings.push(askingOf(id, subject))
    const restored = []
    for (const asking of askings) {
      const task = await this.#reader.restore(asking)
      if (task) restored.push(task)
    }
    if (askings.length > 0) await this.#carried.adopt(restored, this.outbox.tasks)
    this.outbox.orphans.clear()
    for (const ticket of await this.#putOff.load()) await this.#reader.followTurn(ticket)
    for (const lane of this.outbox.lanes.values()) lane.sort()
  }

  /** A failed delivery is asked for once more, under another id. Undefined: nothing of it is left to do. */
  async askAgain(asking: ReturnType<typeof askingOf>, deliveryId: DeliveryId): Promise<Task | undefined> {
    const task = await this.#reader.restore({ ...asking, id: deliveryId })
    if (task) await this.#carried.adopt([task], this.outbox.tasks)
    return task
  }

  /** Lets the checkpoint pass what is put off. */
  notePutOff(): Promise<void> {
    return this.#putOff.update(this.outbox.lanes.values(), this.#holds)
  }

  /** Lets the checkpoint pass what is open for long. */
  carry(): Promise<void> {
    const { outbox, options } = this
    const now = options.desk.clock.monotonic()
    return this.#carried.update(outbox.tasks, this.#holds, editsHeldAt(outbox.lanes.values()), now)
  }

  /** Shown and retried as a parked event. */
  async #setAside(event: RecordedEvent, error: unknown): Promise<void> {
    const { position, id: eventId, stream, revision } = event
    const { logger, state, desk } = this.options
    logger.error({ process: this.name, position, error }, 'delivery could not take in an event')
    await state.park({
      process: this.name,
      sequence: stream,
      position,
      eventId,
      stream,
      revision,
      error: String(error),
      attempts: 1,
      parkedAt: desk.clock.now()
    })
  }
}

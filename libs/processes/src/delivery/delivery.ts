import type { Position, RecordedEvent } from '#event-log'
import { type DeliveryId, deliveryIdFor, type Outcome, ok, refuse } from '#kernel'
import { type Handling, type ProcessStatus, type RunningProcess, runProcess } from '#subscriptions'
import { isUsable } from '../directories/index.js'
import { fencedNotes } from '../dispatch/index.js'
import { createSources } from './compose/index.js'
import { Dispatcher } from './dispatcher.js'
import type { DeliveryOptions } from './options.js'
import { askingOf, Carried, Holds, Outbox, OutboxReader, progressOf } from './outbox/index.js'
import type { Place } from './plan.js'
import { Consequences, Recorder, Settlement, untilDone } from './report/index.js'
import { RetryAfter } from './retry-after.js'
import { Connection, RightsProbe, Sender, Wishes } from './send/index.js'
import { type DeliveryStatus, statusOf } from './status.js'

export interface Delivery {
  /** Begins to follow the log; sends once everything that the log holds now has been read. */
  start(): Promise<void>
  /** Begins no more calls; those under way have 8 s, then they are given up. */
  stop(): Promise<void>
  /** Resolves when a fault has ended its reading of the log: see `RunningProcess`. */
  readonly failed: Promise<void>
  status(): DeliveryStatus
  processStatus(): Promise<ProcessStatus | undefined>
  /** Asks once more for a staff delivery that has failed. Replies go through ResendReply, which is an agent's word. */
  retry(id: DeliveryId): Promise<Outcome<{ readonly deliveryId: DeliveryId }, RetryRefusal>>
  /** Whether every reply that Telegram had accepted up to this position is confirmed in its ticket. */
  hasConfirmed(position: string): boolean
  /** Resolves when everything the log holds is folded and nothing is open. For tests. */
  waitUntilQuiet(): Promise<void>
}

export type RetryRefusal = 'unknown_delivery' | 'not_failed' | 'seen_by_customer'

const drainMs = 8000
const carryEveryMs = 30_000
const rightsEveryMs = 60_000

export function createDelivery(options: DeliveryOptions): Delivery {
  return new DeliveryProcess(options)
}

class DeliveryProcess implements Delivery {
  readonly #failed = Promise.withResolvers<void>()
  readonly failed = this.#failed.promise
  readonly #name: string
  readonly #outbox: Outbox
  readonly #holds: Holds
  readonly #dispatcher: Dispatcher
  readonly #reader: OutboxReader
  readonly #carried: Carried
  readonly #retryAfter: RetryAfter
  readonly #connection: Connection
  readonly #consequences: Consequences
  readonly #rightsProbe: RightsProbe
  /** Aborted by `stop`: nothing new. */
  readonly #stopping = new AbortController()
  /** Aborted when what is under way is given up. */
  readonly #givenUp = new AbortController()
  #phase: 'starting' | 'sending' | 'stopped' = 'starting'
  #handling: Handling | undefined
  #running: RunningProcess | undefined
  #sendFrom: Position | undefined
  #folded: Position | undefined
  #changed: (() => void)[] = []

  constructor(private readonly options: DeliveryOptions) {
    const { client, desk, state, directories } = options
    const { clock, log, sealer, runner, settings } = desk
    const logger = options.logger.with({ process: 'delivery' })
    this.#name = `delivery-${client.botId}`
    this.#holds = new Holds(() => this.#handling?.hold() ?? (() => {}))
    this.#outbox = new Outbox(
      client.botId,
      {
        opened: position => this.#holds.opened(position),
        finished: position => this.#holds.finished(position),
        changed: lane => {
          if (this.#phase === 'sending') this.#dispatcher.ready(lane)
        },
        overtaken: (task, by) => this.#dispatcher.overtaken(task, by)
      },
      () => clock.monotonic()
    )
    this.#reader = new OutboxReader(log, this.#outbox, logger)
    const notes = fencedNotes(state, options.fence)
    this.#carried = new Carried(notes, `${this.#name}-open`)
    this.#retryAfter = new RetryAfter(notes, `${this.#name}-retry-after`, clock)
    this.#rightsProbe = new RightsProbe(client, clock)
    this.#connection = new Connection(client, clock, logger, () => this.#dispatcher.wake())
    const signal = this.#givenUp.signal
    const sources = createSources({
      log,
      sealer,
      runner,
      directories,
      settings,
      clock,
      outbox: this.#outbox
    })
    const recorder = new Recorder({ commands: options.commands, log, clock }, this.#outbox, signal)
    this.#consequences = new Consequences(options, signal)
    const shared = {
      outbox: this.#outbox,
      sources,
      recorder,
      logger,
      signal,
      consequences: this.#consequences
    }
    const sender = new Sender(options, {
      ...shared,
      settlement: new Settlement(options, shared),
      connection: this.#connection,
      wishes: new Wishes(options, shared),
      stopping: () => this.#stopping.signal.aborted,
      hold: (place, seconds) => this.#hold(place, seconds),
      placeOf: lane => this.#dispatcher.placeOf(lane)
    })
    this.#dispatcher = new Dispatcher(options, {
      outbox: this.#outbox,
      take: planned => sender.take(planned),
      sayOvertaken: (task, by) => recorder.overtaken(task, by),
      mayBegin: () =>
        this.#phase === 'sending' && this.#connection.state === 'up' && !this.#stopping.signal.aborted,
      isGivenUp: () => signal.aborted,
      ended: () => this.#tell()
    })
  }

  async start(): Promise<void> {
    const { desk, directories, state, fence, random, logger, metrics } = this.options
    const { clock, log } = desk
    await directories.catchUp()
    for (const { place, until } of await this.#retryAfter.load()) this.#dispatcher.hold(place, until)
    this.#sendFrom = await log.head()
    const checkpoint = await state.checkpoint(this.#name)
    const process = {
      name: this.#name,
      concurrency: 1,
      // The order of the log: what an event asks for comes before what ends it.
      sequenceOf: () => 'log',
      handle: (event: RecordedEvent, handling: Handling) => this.#handle(event, handling)
    }
    this.#running = runProcess({ process, log, state, fence, clock, random, logger, metrics })
    const stopGauges = metrics.beforeRender(async () => this.#gauges())
    void this.#running.ended.then(stopGauges)
    void this.#running.failed.then(() => this.#failed.resolve())
    void this.#everySoOften(carryEveryMs, () =>
      this.#carried.update(this.#outbox.tasks, this.#holds, clock.monotonic())
    )
    void this.#everySoOften(rightsEveryMs, () => this.#probeRights())
    const head = this.#sendFrom
    if (head === undefined || (checkpoint && checkpoint.position >= head)) {
      const ours =
        head === undefined || (checkpoint && (await this.#running.waitFor(checkpoint.position, 30_000)))
      if (ours) await untilDone(() => this.#begin(), clock, this.#stopping.signal)
    }
  }

  async stop(): Promise<void> {
    const { clock } = this.options.desk
    this.#stopping.abort()
    this.#dispatcher.stop()
    const late = new AbortController()
    void clock.sleep(drainMs, late.signal).then(() => {
      if (!late.signal.aborted) this.#givenUp.abort()
    })
    while (this.#dispatcher.underWay > 0) await this.#nextChange()
    late.abort()
    this.#givenUp.abort()
    this.#phase = 'stopped'
    await this.#running?.stop()
  }

  status(): DeliveryStatus {
    const { stranded, underWay } = this.#dispatcher
    return statusOf(this.#phase, this.#outbox, this.#connection, { waitingForGroup: stranded, underWay })
  }

  async processStatus(): Promise<ProcessStatus | undefined> {
    return this.#running?.status()
  }

  async retry(id: DeliveryId): Promise<Outcome<{ readonly deliveryId: DeliveryId }, RetryRefusal>> {
    const { state, last, asking } = await progressOf(this.options.desk.log, id)
    if (!asking || !last) return refuse('unknown_delivery')
    if (asking.kind === 'reply' || asking.kind === 'customer_notice') return refuse('seen_by_customer')
    if (state.phase !== 'rejected' && state.phase !== 'uncertain' && state.phase !== 'abandoned') {
      return refuse('not_failed', { phase: state.phase })
    }
    const deliveryId = deliveryIdFor(last, 'retry')
    const task = await this.#reader.restore({ ...asking, id: deliveryId })
    if (!task) return refuse('not_failed')
    await this.#carried.adopt([task], this.#outbox.tasks)
    return ok({ deliveryId })
  }

  hasConfirmed(position: string): boolean {
    if (this.#phase !== 'sending' || this.#folded === undefined || this.#folded < position) return false
    for (const { work, progress } of this.#outbox.tasks.values()) {
      if (work.kind === 'reply' && progress.state.phase === 'succeeded') return false
    }
    return true
  }

  async waitUntilQuiet(): Promise<void> {
    for (;;) {
      const head = await this.options.desk.log.head()
      const behind = head !== undefined && (this.#folded === undefined || this.#folded < head)
      const open = this.#dispatcher.underWay > 0 || this.#outbox.tasks.size > 0
      const wished = [...this.#outbox.lanes.values()].some(lane => lane.wishes.size > 0)
      if (this.#phase === 'sending' && !behind && !open && !wished) return
      await this.#nextChange()
    }
  }

  /** Never the event's fault in the eyes of the runner: parking one would hold back all that come after it. */
  async #handle(event: RecordedEvent, handling: Handling): Promise<void> {
    const { directories } = this.options
    const aboutGroups = event.stream.startsWith('staff-group-')
    // A directory that is being closed knows what it knew.
    if (aboutGroups) await directories.waitFor(event.position).catch(() => {})
    try {
      await this.#reader.prepare(event)
      this.#handling = handling
      await this.#fold(event)
    } finally {
      this.#handling = undefined
    }
    if (aboutGroups) this.#dispatcher.groupsChanged()
    this.#tell()
  }

  async #fold(event: RecordedEvent): Promise<void> {
    try {
      this.#outbox.fold(event)
    } catch (error) {
      await this.#setAside(event, error)
    }
    this.#folded = event.position
    if (this.#phase === 'starting' && this.#sendFrom !== undefined && event.position >= this.#sendFrom) {
      await this.#begin()
    }
  }

  /** Shown and retried as a parked event. */
  async #setAside(event: RecordedEvent, error: unknown): Promise<void> {
    const { position, id: eventId, stream, revision } = event
    const { logger, state, desk } = this.options
    logger.error({ process: this.#name, position, error }, 'delivery could not take in an event')
    await state.park({
      process: this.#name,
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

  /** Everything asked for so far is known: what was open before the checkpoint is added, then calls begin. */
  async #begin(): Promise<void> {
    if (this.#phase !== 'starting') return
    const askings = await this.#carried.load()
    for (const [id, subject] of this.#outbox.orphans) askings.push(askingOf(id, subject))
    const restored = []
    for (const asking of askings) {
      const task = await this.#reader.restore(asking)
      if (task) restored.push(task)
    }
    if (askings.length > 0) await this.#carried.adopt(restored, this.#outbox.tasks)
    this.#outbox.orphans.clear()
    for (const lane of this.#outbox.lanes.values()) lane.sort()
    this.#phase = 'sending'
    for (const lane of this.#outbox.lanes.values()) this.#dispatcher.ready(lane)
    this.#tell()
  }

  async #hold(place: Place, seconds: number): Promise<void> {
    const until = this.options.desk.clock.now() + seconds * 1000
    this.options.metrics.telegramRetryAfter.inc(seconds)
    this.#dispatcher.hold(place, until)
    await this.#retryAfter.remember(place, until)
  }

  async #probeRights(): Promise<void> {
    const { directories } = this.options
    for (const group of directories.staffGroups.all()) {
      if (isUsable(group) || !group.active || this.#phase !== 'sending') continue
      const missing = await this.#rightsProbe.ask(group, this.#stopping.signal)
      if (missing) await this.#consequences.rights(group.staffGroupId, missing, group.staffGroupId)
    }
  }

  async #everySoOften(ms: number, action: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping
    const { clock } = this.options.desk
    for (;;) {
      await clock.sleep(ms, signal)
      if (signal.aborted) return
      await action().catch(error =>
        this.options.logger.warn({ error }, 'delivery bookkeeping failed, it is tried again')
      )
    }
  }

  #gauges(): void {
    for (const [kind, count] of Object.entries(this.status().pending)) {
      this.options.metrics.deliveriesPending.set({ kind }, count)
    }
  }

  #nextChange(): Promise<void> {
    return new Promise(resolve => this.#changed.push(resolve))
  }

  #tell(): void {
    const waiting = this.#changed
    this.#changed = []
    for (const resolve of waiting) resolve()
  }
}

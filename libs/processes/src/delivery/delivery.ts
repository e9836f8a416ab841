import type { Position, RecordedEvent } from '#event-log'
import { type DeliveryId, deliveryIdFor, type Outcome, ok, refuse } from '#kernel'
import {
  type Handling,
  isInfrastructureFault,
  type RunningProcess,
  runProcess,
  type Status
} from '#subscriptions'
import { createBudgets } from '#telegram'
import { Alarm } from './alarm.js'
import { Carried } from './carried.js'
import { Connection } from './connection.js'
import { Consequences } from './consequences.js'
import { groupFor, isUsable } from './groups.js'
import { Holds } from './holds.js'
import type { Lane } from './lane.js'
import type { DeliveryOptions } from './options.js'
import { Outbox, type Overtaken } from './outbox.js'
import { type Place, Plan, type Planned } from './plan.js'
import { askingOf, OutboxReader, progressOf } from './reader.js'
import { Recorder } from './recorder.js'
import { RetryAfter } from './retry-after.js'
import { RightsProbe } from './rights-probe.js'
import { Sender } from './sender.js'
import { Settlement } from './settle.js'
import { createSources } from './sources.js'
import { type DeliveryStatus, statusOf } from './status.js'
import type { Task } from './task.js'
import { Wishes } from './wishes.js'

export interface Delivery {
  /** Begins to follow the log; sends once everything that the log holds now has been read. */
  start(): Promise<void>
  /** Begins no more calls; those under way have 8 s, then they are given up. */
  stop(): Promise<void>
  status(): DeliveryStatus
  processStatus(): Promise<Status | undefined>
  /** Asks once more for a staff delivery that has failed. Replies go through ResendReply, which is an agent's word. */
  retry(id: DeliveryId): Promise<Outcome<{ readonly deliveryId: DeliveryId }, RetryRefusal>>
  /** Resolves when everything the log holds is folded and nothing is open. For tests. */
  waitUntilQuiet(): Promise<void>
}

export type RetryRefusal = 'unknown_delivery' | 'not_failed' | 'seen_by_customer'

const callsAtOnce = 64
const drainMs = 8000
const carryEveryMs = 30_000
const rightsEveryMs = 60_000

export function createDelivery(options: DeliveryOptions): Delivery {
  return new DeliveryProcess(options)
}

class DeliveryProcess implements Delivery {
  readonly #name: string
  readonly #outbox: Outbox
  readonly #holds: Holds
  readonly #plan: Plan
  readonly #reader: OutboxReader
  readonly #carried: Carried
  readonly #retryAfter: RetryAfter
  readonly #connection: Connection
  readonly #consequences: Consequences
  readonly #rightsProbe: RightsProbe
  readonly #recorder: Recorder
  readonly #sender: Sender
  /** Aborted by `stop`: nothing new. */
  readonly #stopping = new AbortController()
  /** Aborted when what is under way is given up. */
  readonly #givenUp = new AbortController()
  #phase: 'starting' | 'sending' | 'stopped' = 'starting'
  #handling: Handling | undefined
  #running: RunningProcess | undefined
  #sendFrom: Position | undefined
  #folded: Position | undefined
  #underWay = 0
  /** Ended by the log, and not yet said in their own streams. */
  #overtaken: { readonly task: Task; readonly by: Overtaken }[] = []
  /** Lanes without a group that can be used. */
  readonly #stranded = new Set<Lane>()
  #woken = false
  readonly #alarm: Alarm
  #changed: (() => void)[] = []

  constructor(private readonly options: DeliveryOptions) {
    const { client, desk, state, limits, directories } = options
    const { clock, log, sealer, runner } = desk
    const logger = options.logger.with({ process: 'delivery' })
    this.#name = `delivery-${client.botId}`
    this.#holds = new Holds(() => this.#handling?.hold() ?? (() => {}))
    this.#outbox = new Outbox(
      client.botId,
      {
        opened: position => this.#holds.opened(position),
        finished: position => this.#holds.finished(position),
        changed: lane => this.#ready(lane),
        overtaken: (task, by) => this.#overtaken.push({ task, by })
      },
      () => clock.monotonic()
    )
    this.#alarm = new Alarm(clock, () => this.#wake())
    this.#plan = new Plan(createBudgets({ clock, limits }), clock, lane => this.#placeOf(lane))
    this.#reader = new OutboxReader(log, this.#outbox, logger)
    this.#carried = new Carried(state, `${this.#name}-open`)
    this.#retryAfter = new RetryAfter(state, `${this.#name}-retry-after`, clock)
    this.#rightsProbe = new RightsProbe(client, clock)
    this.#connection = new Connection(client, clock, logger, () => this.#wake())
    const signal = this.#givenUp.signal
    const sources = createSources({ log, sealer, runner, directories, outbox: this.#outbox })
    const recorder = new Recorder({ commands: options.commands, log, clock }, this.#outbox, signal)
    this.#consequences = new Consequences(options, signal)
    this.#recorder = recorder
    const shared = {
      outbox: this.#outbox,
      sources,
      recorder,
      logger,
      signal,
      consequences: this.#consequences
    }
    this.#sender = new Sender(options, {
      ...shared,
      settlement: new Settlement(options, shared),
      connection: this.#connection,
      wishes: new Wishes(options, shared),
      stopping: () => this.#stopping.signal.aborted,
      hold: (place, seconds) => this.#hold(place, seconds),
      placeOf: lane => this.#placeOf(lane)
    })
  }

  async start(): Promise<void> {
    const { desk, directories, state, fence, random, logger, metrics } = this.options
    const { clock, log } = desk
    await directories.catchUp()
    for (const { place, until } of await this.#retryAfter.load()) this.#plan.hold(place, until)
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
    void this.#everySoOften(carryEveryMs, () =>
      this.#carried.update(this.#outbox.tasks, this.#holds, clock.monotonic())
    )
    void this.#everySoOften(rightsEveryMs, () => this.#probeRights())
    const head = this.#sendFrom
    if (head === undefined || (checkpoint && checkpoint.position >= head)) {
      const ours =
        head === undefined || (checkpoint && (await this.#running.waitFor(checkpoint.position, 30_000)))
      if (ours) await this.#begin()
    }
  }

  async stop(): Promise<void> {
    const { clock } = this.options.desk
    this.#stopping.abort()
    this.#alarm.clear()
    const late = new AbortController()
    void clock.sleep(drainMs, late.signal).then(() => {
      if (!late.signal.aborted) this.#givenUp.abort()
    })
    while (this.#underWay > 0) await this.#nextChange()
    late.abort()
    this.#givenUp.abort()
    this.#phase = 'stopped'
    await this.#running?.stop()
  }

  status(): DeliveryStatus {
    const stranded = [...this.#stranded].filter(lane => this.#outbox.lanes.get(lane.key) === lane)
    const more = { waitingForGroup: stranded.length, underWay: this.#underWay }
    return statusOf(this.#phase, this.#outbox, this.#connection, more)
  }

  async processStatus(): Promise<Status | undefined> {
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

  async waitUntilQuiet(): Promise<void> {
    for (;;) {
      const head = await this.options.desk.log.head()
      const behind = head !== undefined && (this.#folded === undefined || this.#folded < head)
      const open = this.#underWay > 0 || this.#outbox.tasks.size > 0
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
      this.#outbox.fold(event)
    } catch (error) {
      if (isInfrastructureFault(error)) throw error
      await this.#setAside(event, error)
    }
    this.#folded = event.position
    if (this.#phase === 'starting' && this.#sendFrom !== undefined && event.position >= this.#sendFrom) {
      await this.#begin()
    }
    this.#handling = undefined
    if (aboutGroups) this.#retryStranded()
    if (this.#overtaken.length > 0) this.#wake()
    this.#tell()
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
    this.#outbox.orphans.clear()
    const restored = []
    for (const asking of askings) {
      const task = await this.#reader.restore(asking)
      if (task) restored.push(task)
    }
    if (askings.length > 0) await this.#carried.adopt(restored, this.#outbox.tasks)
    for (const lane of this.#outbox.lanes.values()) lane.sort()
    this.#phase = 'sending'
    for (const lane of this.#outbox.lanes.values()) this.#plan.ready(lane)
    this.#wake()
    this.#tell()
  }

  #ready(lane: Lane): void {
    if (this.#phase !== 'sending') return
    this.#plan.ready(lane)
    this.#wake()
  }

  #placeOf(lane: Lane): Place | undefined {
    const [kind, id = ''] = lane.key.split(':')
    if (kind === 'conversation') return { key: id, kind: 'private' }
    if (!lane.facts) return { key: id, kind: 'group' }
    const { topic, ticketId } = lane.facts
    const { staffGroups } = this.options.directories
    const group = topic ? staffGroups.byId(topic.staffGroupId) : groupFor(ticketId, staffGroups)
    if (group && isUsable(group)) {
      this.#stranded.delete(lane)
      return { key: group.staffGroupId, kind: 'group' }
    }
    this.#stranded.add(lane)
    return undefined
  }

  #retryStranded(): void {
    const lanes = [...this.#stranded]
    this.#stranded.clear()
    for (const lane of lanes) this.#ready(lane)
  }

  /** Something may have become possible: looked at once everything that happens now has happened. */
  #wake(): void {
    if (this.#woken) return
    this.#woken = true
    queueMicrotask(() => {
      this.#woken = false
      this.#pump()
    })
  }

  /** Starts calls while there is something to do and room; the rest waits for news or for its time. */
  #pump(): void {
    if (this.#phase !== 'sending' || this.#stopping.signal.aborted) return
    while (this.#connection.state === 'up' && this.#underWay < callsAtOnce) {
      const planned = this.#plan.next()
      if (!planned) break
      void this.#take(planned)
    }
    this.#sayOvertaken()
    const { waitMs } = this.#plan
    if (waitMs !== undefined) this.#alarm.set(waitMs)
  }

  #sayOvertaken(): void {
    for (const { task, by } of this.#overtaken.splice(0)) {
      this.#underWay++
      this.#recorder
        .overtaken(task, by)
        .catch(error =>
          this.options.logger.warn({ deliveryId: task.id, error }, 'the end of a delivery was not recorded')
        )
        .finally(() => {
          this.#underWay--
          this.#tell()
        })
    }
  }

  async #take(planned: Planned): Promise<void> {
    const { lane, step } = planned
    lane.busy = true
    this.#underWay++
    try {
      await this.#sender.take(planned)
    } catch (error) {
      if (!this.#givenUp.signal.aborted) {
        this.options.logger.error(
          { lane: lane.key, error },
          'a step of the delivery failed, it is tried again'
        )
        const later = this.options.desk.clock.monotonic() + 10_000
        if (step.kind === 'task') step.task.notBefore = later
        else step.wished.notBefore = later
      }
    }
    this.#underWay--
    lane.busy = false
    if (lane.isEmpty) this.#outbox.lanes.delete(lane.key)
    else this.#plan.ready(lane)
    this.#wake()
    this.#tell()
  }

  async #hold(place: Place, seconds: number): Promise<void> {
    const until = this.options.desk.clock.now() + seconds * 1000
    this.options.metrics.telegramRetryAfter.inc(seconds)
    this.#plan.hold(place, until)
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

import type { Position, RecordedEvent } from '#event-log'
import { type DeliveryId, deliveryIdFor, type Outcome, ok, refuse } from '#kernel'
import { type RunningProcess, runProcess } from '#subscriptions'
import type { Overdue } from '../alerts/index.js'
import { isUsable } from '../directories/index.js'
import { fencedNotes } from '../dispatch/index.js'
import { Following } from './following.js'
import type { DeliveryOptions } from './options.js'
import { progressOf } from './outbox/index.js'
import { overdueOf } from './overdue.js'
import { untilDone } from './report/index.js'
import { chatOf, RightsProbe } from './send/index.js'
import { createSending, type Sending } from './sending.js'
import { type DeliveryStatus, statusOf } from './status.js'

export interface Delivery {
  /** Begins to follow the log; sends once everything that the log holds now has been read. */
  start(): Promise<void>
  /** Begins no more calls; those under way have 8 s, then they are given up. */
  stop(): Promise<void>
  /** Resolves when a fault has ended its reading of the log: see `RunningProcess`. */
  readonly failed: Promise<void>
  status(): DeliveryStatus
  /** What waits for long, and what is refused again and again. */
  overdue(): Overdue
  /** What follows the log; undefined before `start`. */
  process(): RunningProcess | undefined
  /** Asks once more for a staff delivery that has failed. Replies go through ResendReply, which is an agent's word. */
  retry(id: DeliveryId): Promise<Outcome<{ readonly deliveryId: DeliveryId }, RetryRefusal>>
  /** Whether every reply that Telegram had accepted up to this position is confirmed in its ticket. */
  hasConfirmed(position: string): boolean
  /** Resolves when everything the log holds is folded and nothing is open. For tests. */
  waitUntilQuiet(): Promise<void>
}

export type RetryRefusal = 'unknown_delivery' | 'not_failed' | 'seen_by_customer'

const drainMs = 8000
const notePutOffEveryMs = 1000
const carryEveryMs = 30_000
const rightsEveryMs = 60_000

export function createDelivery(options: DeliveryOptions): Delivery {
  return new DeliveryProcess(options)
}

class DeliveryProcess implements Delivery {
  readonly #failed = Promise.withResolvers<void>()
  readonly failed = this.#failed.promise
  readonly #name: string
  readonly #following: Following
  readonly #sending: Sending
  readonly #rightsProbe: RightsProbe
  readonly #stopping = new AbortController()
  readonly #givenUp = new AbortController()
  #phase: 'starting' | 'sending' | 'stopped' = 'starting'
  #running: RunningProcess | undefined
  #sendFrom: Position | undefined
  #changed: (() => void)[] = []

  constructor(private readonly options: DeliveryOptions) {
    const { client, desk, state, fence } = options
    this.#name = `delivery-${client.botId}`
    const notes = fencedNotes(state, fence)
    const isSending = () => this.#phase === 'sending'
    this.#following = new Following(this.#name, options, notes, {
      changed: lane => {
        if (isSending()) this.#sending.dispatcher.ready(lane)
      },
      overtaken: (task, by) => this.#sending.overtaken(task, by),
      groupsChanged: () => this.#sending.dispatcher.placesChanged()
    })
    this.#sending = createSending(this.#name, options, notes, {
      outbox: this.#following.outbox,
      stopping: this.#stopping.signal,
      givenUp: this.#givenUp.signal,
      isSending,
      ended: () => this.#tell()
    })
    this.#rightsProbe = new RightsProbe(client, desk.clock)
  }

  async start(): Promise<void> {
    const { desk, directories, state, fence, random, logger, metrics } = this.options
    const { clock, log } = desk
    await directories.catchUp()
    await this.#sending.retryAfter.load()
    this.#sendFrom = await log.head()
    const checkpoint = await state.checkpoint(this.#name)
    const process = {
      name: this.#name,
      concurrency: 1,
      // The order of the log: what an event asks for comes before what ends it.
      sequenceOf: () => 'log',
      handle: async (event: RecordedEvent, handling: Parameters<Following['handle']>[1]) => {
        await this.#following.handle(event, handling)
        if (this.#phase === 'starting' && this.#sendFrom && event.position >= this.#sendFrom)
          await this.#begin()
        this.#tell()
      }
    }
    this.#running = runProcess({ process, log, state, fence, clock, random, logger, metrics })
    const stopGauges = metrics.beforeRender(async () => this.#gauges())
    void this.#running.ended.then(stopGauges)
    void this.#running.failed.then(() => this.#failed.resolve())
    void this.#everySoOften(notePutOffEveryMs, () => this.#following.notePutOff())
    void this.#everySoOften(carryEveryMs, () => this.#following.carry())
    void this.#everySoOften(rightsEveryMs, () => this.#probeRights())
    const head = this.#sendFrom
    if (head === undefined || (checkpoint && checkpoint.position >= head)) {
      const ours =
        head === undefined || (checkpoint && (await this.#running.waitFor(checkpoint.position, 30_000)))
      if (ours && head !== undefined) this.#following.beginAfter(head)
      if (ours) await untilDone(() => this.#begin(), clock, this.#stopping.signal)
    }
  }

  async stop(): Promise<void> {
    const { clock } = this.options.desk
    const { dispatcher } = this.#sending
    this.#stopping.abort()
    dispatcher.stop()
    const late = new AbortController()
    void clock.sleep(drainMs, late.signal).then(() => {
      if (!late.signal.aborted) this.#givenUp.abort()
    })
    while (dispatcher.underWay > 0) await this.#nextChange()
    late.abort()
    this.#givenUp.abort()
    this.#phase = 'stopped'
    await this.#running?.stop()
  }

  status(): DeliveryStatus {
    const { dispatcher, connection } = this.#sending
    const { outbox } = this.#following
    const waitingForGroup = [...dispatcher.stranded].filter(
      lane => outbox.lanes.get(lane.key) === lane
    ).length
    return statusOf(this.#phase, outbox, connection, { waitingForGroup, underWay: dispatcher.underWay })
  }

  overdue(): Overdue {
    const { dispatcher, retryAfter } = this.#sending
    return overdueOf(this.#following.outbox.lanes.values(), this.options.desk.clock, {
      isStranded: lane => dispatcher.stranded.has(lane),
      heldFor: lane => {
        const chat = chatOf(lane, this.options.directories)
        return chat ? retryAfter.waitFor(chat) : 0
      }
    })
  }

  process(): RunningProcess | undefined {
    return this.#running
  }

  async retry(id: DeliveryId): Promise<Outcome<{ readonly deliveryId: DeliveryId }, RetryRefusal>> {
    const { state, last, asking } = await progressOf(this.options.desk.log, id)
    if (!asking || !last) return refuse('unknown_delivery')
    if (asking.kind === 'reply' || asking.kind === 'customer_notice') return refuse('seen_by_customer')
    if (state.phase !== 'rejected' && state.phase !== 'uncertain' && state.phase !== 'abandoned') {
      return refuse('not_failed', { phase: state.phase })
    }
    const deliveryId = deliveryIdFor(last, 'retry')
    const task = await this.#following.askAgain(asking, deliveryId)
    if (!task) return refuse('not_failed')
    await this.#sending.supersede(id, task)
    return ok({ deliveryId })
  }

  hasConfirmed(position: string): boolean {
    if (this.#phase !== 'sending' || !this.#following.hasFolded(position)) return false
    for (const { work, progress } of this.#following.outbox.tasks.values()) {
      if (work.kind === 'reply' && progress.state.phase === 'succeeded') return false
    }
    return true
  }

  async waitUntilQuiet(): Promise<void> {
    const { outbox } = this.#following
    for (;;) {
      const head = await this.options.desk.log.head()
      const behind = head !== undefined && !this.#following.hasFolded(head)
      const open = this.#sending.dispatcher.underWay > 0 || outbox.tasks.size > 0
      const wished = [...outbox.lanes.values()].some(lane => lane.wishes.size > 0)
      if (this.#phase === 'sending' && !behind && !open && !wished) return
      await this.#nextChange()
    }
  }

  /** Everything asked for so far is known: what was open before the checkpoint is added, then calls begin. */
  async #begin(): Promise<void> {
    if (this.#phase !== 'starting') return
    await this.#following.restore()
    this.#phase = 'sending'
    for (const lane of this.#following.outbox.lanes.values()) this.#sending.dispatcher.ready(lane)
    this.#tell()
  }

  async #probeRights(): Promise<void> {
    const { directories } = this.options
    for (const group of directories.staffGroups.all()) {
      if (isUsable(group) || !group.active || this.#phase !== 'sending') continue
      const missing = await this.#rightsProbe.ask(group, this.#stopping.signal)
      if (missing) await this.#sending.consequences.rights(group.staffGroupId, missing, group.staffGroupId)
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

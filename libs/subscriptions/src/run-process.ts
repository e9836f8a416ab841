import { Corrupt, type Position, type RecordedEvent } from '#event-log'
import { TakenOver } from '#kernel'
import { AtWork } from './at-work.js'
import { Attempts, type Failed } from './attempts.js'
import { belongsTo } from './belongs.js'
import { Stopped, textOf } from './faults.js'
import { Line } from './line.js'
import { LowWaterMark } from './low-water-mark.js'
import {
  parkedEvent,
  parkedOf,
  parkedUnderPresentNames,
  parkedUnreadable,
  readParked,
  unreadable
} from './parking.js'
import type { ProcessOptions, ProcessStatus, Retried, RunningProcess } from './process.js'
import { Saver } from './saver.js'
import { Sequences } from './sequences.js'
import { Slice } from './slice.js'
import { Tracker } from './tracker.js'

/** Events read ahead of the work. */
const aheadLimit = 500

/** Starts a process where its checkpoint stands and runs it until `stop`. */
export function runProcess(options: ProcessOptions): RunningProcess {
  return new ProcessRun(options)
}

class ProcessRun implements RunningProcess {
  readonly name: string
  readonly ended: Promise<void>
  readonly #failed = Promise.withResolvers<void>()
  readonly failed = this.#failed.promise
  readonly #stop = new AbortController()
  readonly #tracker: Tracker
  readonly #line: Line
  readonly #attempts: Attempts
  readonly #sequences: Sequences
  readonly #atWork: AtWork<RecordedEvent>
  #mark = new LowWaterMark()
  #saver: Saver | undefined
  #parked = new Set<string>()
  #ready: Promise<boolean>

  constructor(private readonly options: ProcessOptions) {
    const { process } = options
    this.name = process.name
    this.#tracker = new Tracker(this.name, options)
    this.#line = new Line(options, this.#tracker, this.#stop.signal)
    this.#attempts = new Attempts(options, this.#line, this.#stop.signal)
    this.#sequences = new Sequences(process.concurrency)
    this.#atWork = new AtWork(options.clock)
    this.#ready = this.#begin()
    this.ended = this.#live()
    const unregister = options.metrics.beforeRender(() => this.status())
    void this.ended.then(unregister)
  }

  async status(): Promise<ProcessStatus> {
    const parked = this.options.state.parked(this.name).then(list => list.length)
    const status = await this.#tracker.status(this.options.log, parked)
    const oldest = this.#atWork.oldest
    if (!oldest) return { ...status, atWork: undefined }
    const { what, seconds } = oldest
    return { ...status, atWork: { type: what.type, position: what.position, seconds } }
  }

  waitFor(position: string, timeoutMs: number): Promise<boolean> {
    return this.#tracker.progress.waitFor(position, timeoutMs)
  }

  retryParked(sequence: string): Promise<Retried> {
    return this.#inTurn(sequence, () => this.#retry(sequence))
  }

  skipParked(sequence: string): Promise<Retried> {
    return this.#inTurn(sequence, async () => {
      const [oldest] = await parkedOf(this.options.state, this.name, sequence)
      if (oldest) {
        this.options.logger.warn({ subscription: this.name, ...oldest }, 'a parked event is given up')
        await this.options.state.unpark(this.name, oldest.position)
      }
      return this.#retry(sequence)
    })
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.ended
  }

  /** False when the log is not the one this process has worked on. */
  async #begin(): Promise<boolean> {
    const { state, log, process, fence } = this.options
    const checkpoint = await this.#line.through(() => state.checkpoint(this.name))
    if (checkpoint && !(await this.#line.through(() => belongsTo(log, checkpoint)))) {
      this.#tracker.refused(
        `${this.name} has handled event ${checkpoint.eventId} at ${checkpoint.position}, which this log does not hold: ` +
          'the log is older than the desk state, or another one. Put back the log that belongs to this desk state, ' +
          `or accept this log with \`deskctl processes reset ${this.name}\`: it goes on from the log's head`
      )
      return false
    }
    this.#parked = await this.#line.through(() => parkedUnderPresentNames(state, process))
    this.#mark = new LowWaterMark(checkpoint)
    if (checkpoint) this.#tracker.progress.advance(checkpoint.position)
    if (checkpoint?.note) process.resume?.(checkpoint.note)
    const to = { state, process, fence, mark: this.#mark }
    this.#saver = new Saver(to, this.options, this.#line, this.#stop.signal, error => this.#fail(error))
    this.#tracker.catchingUp()
    return true
  }

  async #live(): Promise<void> {
    try {
      if (!(await this.#ready)) return
      await this.#read()
    } catch (error) {
      if (!(error instanceof Stopped)) this.#fail(error)
    }
    await this.#sequences.atMost(0)
    await this.#saver?.finish()
    this.#tracker.stopped()
  }

  async #read(): Promise<void> {
    const { signal } = this.#stop
    let after: Position | 'start' = (this.#mark.value?.position as Position | undefined) ?? 'start'
    const slice = new Slice()
    while (!signal.aborted) {
      let fault: unknown
      try {
        for await (const item of this.options.log.subscribe(after, signal)) {
          if (signal.aborted) return
          this.#line.recovered()
          if (item.kind === 'caughtUp') this.#tracker.caughtUp()
          else {
            await this.#accept(item.event)
            after = item.event.position
            if (this.#sequences.outstanding > aheadLimit) await this.#sequences.atMost(aheadLimit)
            if (slice.isOver) await slice.rest()
          }
        }
        fault = new Error('the subscription ended by itself')
      } catch (error) {
        fault = error
      }
      if (signal.aborted) return
      if (fault instanceof Corrupt) {
        await this.#parkUnreadable(fault)
        after = fault.position
      } else await this.#line.pause(fault)
    }
  }

  async #accept(event: RecordedEvent): Promise<void> {
    const { sequence, failed } = await this.#atWork.on(event, () => this.#sequenceOf(event))
    if (sequence === undefined) {
      this.#mark.pass(placeOf(event))
      this.#moved(event)
      return
    }
    this.#mark.start(placeOf(event))
    this.#sequences.add(sequence, () => this.#atWork.on(event, () => this.#work(event, sequence, failed)))
  }

  async #sequenceOf(event: RecordedEvent): Promise<{ sequence: string | undefined; failed?: Failed }> {
    try {
      return { sequence: await this.#line.through(async () => this.options.process.sequenceOf(event)) }
    } catch (error) {
      if (error instanceof Stopped) throw error
      return { sequence: event.stream, failed: { error: textOf(error), attempts: 1 } }
    }
  }

  async #work(event: RecordedEvent, sequence: string, before?: Failed): Promise<void> {
    const finish = () => {
      this.#mark.finish(event.position)
      this.#moved(event)
    }
    try {
      if (this.#stop.signal.aborted) return
      if (this.#parked.has(sequence)) {
        await this.#park(event, sequence)
        return finish()
      }
      const failed = before ?? (await this.#attempts.handle(event, finish))
      if (!failed) return
      this.#parked.add(sequence)
      await this.#park(event, sequence, failed)
      finish()
    } catch (error) {
      // Unfinished: the checkpoint stays before it.
      if (!(error instanceof Stopped)) this.#fail(error)
    }
  }

  async #park(event: RecordedEvent, sequence: string, failed?: Failed): Promise<void> {
    const { state, clock, logger } = this.options
    if (failed) {
      this.#tracker.failed(failed.error)
      logger.error(
        { subscription: this.name, sequence, position: event.position, ...failed },
        'a sequence is parked'
      )
    }
    await this.#line.through(() => state.park(parkedEvent(this.name, sequence, event, clock.now(), failed)))
  }

  async #parkUnreadable(corrupt: Corrupt): Promise<void> {
    const { state, clock, logger, process } = this.options
    if (process.concerns?.(corrupt.stream) ?? true) {
      logger.error({ subscription: this.name, error: corrupt }, 'an event that cannot be read is parked')
      this.#tracker.failed(corrupt)
      this.#parked.add(corrupt.stream)
      await this.#line.through(() => state.park(parkedUnreadable(this.name, corrupt, clock.now())))
    }
    this.#mark.pass({ position: corrupt.position, eventId: unreadable })
    const { value } = this.#mark
    if (value) this.#tracker.handled(value.position, undefined, 1)
  }

  /** In the sequence's own turn, so that its order holds against what comes in meanwhile. */
  #inTurn<T>(sequence: string, action: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#sequences.add(sequence, async () => {
        try {
          if (!(await this.#ready) || this.#stop.signal.aborted)
            throw new Error(`${this.name} is not running`)
          resolve(await action())
        } catch (error) {
          reject(error)
        }
      })
    })
  }

  async #retry(sequence: string): Promise<Retried> {
    const { state, log, clock } = this.options
    const list = await parkedOf(state, this.name, sequence)
    for (const [handled, parked] of list.entries()) {
      const failed = await this.#retryOne(() => readParked(log, parked))
      if (failed) {
        const attempts = parked.attempts + failed.attempts
        await state.park({ ...parked, error: failed.error, attempts, parkedAt: clock.now() })
        return { handled, left: list.length - handled, error: failed.error }
      }
      await this.#line.through(() => state.unpark(this.name, parked.position))
    }
    this.#parked.delete(sequence)
    return { handled: list.length, left: 0 }
  }

  async #retryOne(read: () => Promise<RecordedEvent>): Promise<Failed | undefined> {
    let event: RecordedEvent
    try {
      event = await this.#line.through(read)
    } catch (error) {
      if (error instanceof Stopped) throw error
      return { error: textOf(error), attempts: 1 }
    }
    return new Promise((resolve, reject) => {
      this.#attempts.handle(event, () => resolve(undefined)).then(failed => failed && resolve(failed), reject)
    })
  }

  #moved(event: RecordedEvent): void {
    const { value } = this.#mark
    if (!value) return
    this.#tracker.handled(value.position, event.recordedAt, 1)
    this.#saver?.moved()
  }

  /** Not an event's fault and not the infrastructure's: another owner, or a mistake in this program. */
  #fail(error: unknown): void {
    if (error instanceof TakenOver)
      this.options.logger.warn({ subscription: this.name }, 'another owner has taken over')
    this.#tracker.stopped(error)
    this.#stop.abort()
    this.#failed.resolve()
  }
}

const placeOf = (event: RecordedEvent) => ({ position: event.position, eventId: event.id })

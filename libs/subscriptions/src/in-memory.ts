import type { EventLog, Position, RecordedEvent } from '#event-log'
import { isCorrupt, Stopped } from './faults.js'
import { Line } from './line.js'
import type { Runtime } from './runtime.js'
import { Slice } from './slice.js'
import type { Status } from './tracker.js'
import { Tracker } from './tracker.js'

export interface InMemoryOptions extends Runtime {
  readonly name: string
  readonly log: EventLog
  handles(event: RecordedEvent): boolean
  /** In order, each event once. What it throws is logged and the event left out. */
  apply(event: RecordedEvent): void
}

export interface Following {
  /** Resolves when everything the log held at the start is applied, or on `stop`. */
  readonly ready: Promise<void>
  waitFor(position: string, timeoutMs: number): Promise<boolean>
  position(): string | undefined
  status(): Promise<Status>
  stop(): Promise<void>
}

/** Keeps something small up to date in memory, from the first event at every start: settings, agents. */
export function followInMemory(options: InMemoryOptions): Following {
  const stop = new AbortController()
  const { signal } = stop
  const tracker = new Tracker(options.name, options)
  const line = new Line(options, tracker, signal)
  let begun = () => {}
  const ready = new Promise<void>(resolve => {
    begun = resolve
  })

  const take = (event: RecordedEvent) => {
    try {
      if (options.handles(event)) options.apply(event)
    } catch (error) {
      tracker.failed(error)
      options.logger.error(
        { subscription: options.name, position: event.position, error },
        'an event is left out'
      )
    }
    tracker.handled(event.position, event.recordedAt, 1)
  }

  const follow = async () => {
    let after: Position | 'start' = 'start'
    const slice = new Slice()
    tracker.catchingUp()
    while (!signal.aborted) {
      let fault: unknown = new Error('the subscription ended by itself')
      try {
        for await (const item of options.log.subscribe(after, signal)) {
          line.recovered()
          if (item.kind === 'event') {
            take(item.event)
            after = item.event.position
            if (slice.isOver) await slice.rest()
          } else {
            tracker.caughtUp()
            begun()
          }
        }
      } catch (error) {
        fault = error
      }
      if (signal.aborted) return
      if (isCorrupt(fault)) {
        tracker.failed(fault)
        options.logger.error(
          { subscription: options.name, error: fault },
          'an event that cannot be read is left out'
        )
        after = fault.position
        tracker.handled(fault.position, undefined, 1)
      } else await line.pause(fault)
    }
  }
  const ended = follow()
    .catch(error => {
      if (!(error instanceof Stopped)) tracker.stopped(error)
    })
    .then(() => {
      begun()
      tracker.stopped()
    })
  const status = () => tracker.status(options.log, Promise.resolve(0))
  const unregister = options.metrics.beforeRender(status)
  return {
    ready,
    waitFor: (position, timeoutMs) => tracker.progress.waitFor(position, timeoutMs),
    position: () => tracker.progress.position,
    status,
    async stop() {
      stop.abort()
      await ended
      unregister()
    }
  }
}

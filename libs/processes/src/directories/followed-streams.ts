import type { DeskState } from '#desk-state'
import { categoryOf, type StreamCategory } from '#domain'
import { Corrupt, type EventLog, type Position, type RecordedEvent, Unavailable } from '#event-log'
import type { Clock, JsonObject } from '#kernel'
import type { Logger } from '#observability'

/** A fold over all streams of one category. Total: an event it does not know changes nothing. */
export interface DirectoryFold {
  readonly category: StreamCategory
  apply(event: RecordedEvent): void
}

export interface FollowedStreams {
  /** Resolves when the folds hold everything up to this position; at once for `undefined`. @throws Unavailable when following ends */
  waitFor(position: Position | undefined): Promise<void>
  /** Follows the log until the signal is aborted. Faults of the log are retried for ever. */
  run(signal: AbortSignal): Promise<void>
}

interface Waiter {
  readonly position: Position
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** How many events may pass before the snapshot is written again: what a start reads at most besides the streams. */
const snapshotEvery = 5_000

/**
 * Keeps folds of a few small categories up to date with the log. The names of their streams and how far they were followed
 * stand in the desk state, so a start reads those streams and the log's tail, not the whole log.
 */
export function followStreams(options: {
  readonly name: string
  readonly folds: readonly DirectoryFold[]
  readonly log: EventLog
  readonly state: DeskState
  readonly clock: Clock
  readonly logger: Logger
}): FollowedStreams {
  const { folds, log, state, clock, logger } = options
  const fact = `directory-${options.name}`
  const streams = new Map<string, number>()
  let passed: Position | undefined
  let sinceSnapshot = 0
  let waiters: Waiter[] = []

  const foldOf = (stream: string) => {
    const category = categoryOf(stream)
    return folds.find(fold => fold.category === category)
  }

  /** Each event once, however it comes: by its stream at the start, then by the log. */
  function apply(event: RecordedEvent): boolean {
    const fold = foldOf(event.stream)
    if (!fold) return false
    const known = streams.get(event.stream) ?? -1
    if (event.revision <= known) return false
    streams.set(event.stream, event.revision)
    fold.apply(event)
    return known < 0
  }

  async function saveSnapshot(event: RecordedEvent): Promise<void> {
    sinceSnapshot = 0
    const value = { position: event.position, eventId: event.id, streams: [...streams.keys()] }
    await state.setFact(fact, value)
  }

  async function resume(): Promise<void> {
    const snapshot = await state.fact(fact)
    const found = snapshot && (await readable(snapshot))
    if (!found) return
    for (const stream of found.streams) for await (const event of log.readStream(stream)) apply(event)
    moveTo(found.position)
  }

  /** A snapshot of another log, or of one that was since restored to an earlier state, says nothing. */
  async function readable(snapshot: JsonObject) {
    const { position, eventId, streams: names } = snapshot
    if (typeof position !== 'string' || !Array.isArray(names)) return undefined
    const event = await log.eventAt(position as Position)
    if (!event || event.id !== eventId) return undefined
    return { position: event.position, streams: names.filter(name => typeof name === 'string') }
  }

  function moveTo(position: Position): void {
    passed = position
    const ready = waiters.filter(waiter => waiter.position <= position)
    if (ready.length === 0) return
    waiters = waiters.filter(waiter => waiter.position > position)
    for (const { resolve } of ready) resolve()
  }

  async function follow(signal: AbortSignal): Promise<void> {
    for await (const item of log.subscribe(passed ?? 'start', signal)) {
      if (item.kind === 'caughtUp') continue
      const isNew = apply(item.event)
      moveTo(item.event.position)
      if (isNew || ++sinceSnapshot >= snapshotEvery) await saveSnapshot(item.event)
    }
  }

  return {
    waitFor(position) {
      if (position === undefined || (passed !== undefined && passed >= position)) return Promise.resolve()
      return new Promise((resolve, reject) => waiters.push({ position, resolve, reject }))
    },
    async run(signal) {
      while (!signal.aborted) {
        try {
          if (passed === undefined) await resume()
          await follow(signal)
        } catch (error) {
          if (signal.aborted) break
          if (error instanceof Corrupt) {
            logger.error({ error, directory: options.name }, 'an event that cannot be read is left out')
            moveTo(error.position)
            continue
          }
          logger.warn({ error, directory: options.name }, 'a directory lost the log; trying again')
          await clock.sleep(1000, signal)
        }
      }
      for (const { reject } of waiters) reject(new Unavailable(`the directory ${options.name} is closed`))
      waiters = []
    }
  }
}

import type { DeskState } from '#desk-state'
import type { EventLog } from '#event-log'
import type { ReadStore, View } from '#read-store'
import type { Retried } from './process.js'
import type { Runtime } from './runtime.js'
import type { Status } from './tracker.js'

export interface ViewsOptions extends Runtime {
  readonly views: readonly View[]
  /** Yields events in their present shape. */
  readonly log: EventLog
  readonly store: ReadStore
  /** Where a view's parked events lie. */
  readonly state: DeskState
  /** Of the lease under which the views run; where only one process can, there is none. */
  readonly fence?: number
}

export interface ViewStatus extends Status {
  /** A build on its way to become the one that is read; undefined when there is none. */
  readonly building: { readonly position: string | undefined; readonly error: string | undefined } | undefined
}

export interface RebuildProgress {
  readonly done: number
  /** An estimate from the positions; undefined where they don't tell. */
  readonly total: number | undefined
  readonly eventsPerSecond: number
}

export interface RunningViews {
  status(): Promise<ViewStatus[]>
  /** What the documents that are read now reflect. */
  position(view: string): string | undefined
  /** True once the documents that are read reflect everything up to `position`, parked streams apart. */
  waitFor(view: string, position: string, timeoutMs: number): Promise<boolean>
  /**
   * Builds these views anew from the first event beside the running ones, with one reader, and switches each when it
   * has caught up; the old builds are dropped. Rejects where an event can't be folded that was not parked before, or on
   * `stop`; the running builds go on as they were.
   */
  rebuild(views: readonly string[], onProgress: (progress: RebuildProgress) => void): Promise<void>
  /**
   * Folds what is parked of the stream in order, oldest first; then the stream goes on. Rejects for a view with
   * documents fed by several streams, which have gone on without these events: rebuild it.
   */
  retryParked(view: string, stream: string): Promise<Retried>
  /** Resolves when the batch at work is written. */
  stop(): Promise<void>
  /** Resolves when a fault has ended one of them, or another owner: begun anew they may go on. Else never. */
  readonly failed: Promise<void>
}

import { Corrupt, wholeStream } from './errors.js'
import { StreamOrder } from './order.js'
import type { Position, RawLog, RecordedEvent } from './port.js'

export type ExportedEvent =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  /** No event could be read from `from` to `to`. Stream and revision where they are legible, else '' and -1. */
  | {
      readonly kind: 'unreadable'
      readonly from: Position
      readonly to: Position
      readonly stream: string
      readonly revision: number
      readonly why: string
    }

export interface LogProblem {
  /** The last position concerned; null when it concerns the file and not an event. */
  readonly position: Position | null
  /** '' and -1 when not legible. */
  readonly stream: string
  readonly revision: number
  readonly why: string
}

export interface LogVerdict {
  readonly logId: string
  /** How many could be read. */
  readonly events: number
  /** The last event that could be read. */
  readonly head: Position | undefined
  readonly problems: readonly LogProblem[]
}

/**
 * Every event that can be read, in order, up to the head at the start; what can't is told in its place.
 * @throws Unavailable
 */
export async function* wholeLog(log: RawLog): AsyncGenerator<ExportedEvent, undefined> {
  const head = await log.head()
  const stop = new AbortController()
  try {
    for (let after: Position | 'start' = 'start'; head !== undefined && after !== head; ) {
      try {
        for await (const item of log.subscribe(after, stop.signal)) {
          if (item.kind === 'caughtUp') {
            // Where the head is gone, waiting for it would never end; where it is there, another member is behind.
            if (await log.eventAt(head)) continue
            return
          }
          after = item.event.position
          yield item
          if (after === head) return
        }
      } catch (error) {
        if (!(error instanceof Corrupt)) throw error
        const { stream, revision, position, message: why } = error
        after = position
        const legible = revision === wholeStream ? -1 : revision
        yield { kind: 'unreadable', from: position, to: position, stream, revision: legible, why }
      }
    }
  } finally {
    stop.abort()
  }
}

/** Reads a whole log by the port alone: what can be read, that no revision is missing, that no time goes back. */
export async function verifyLog(
  log: RawLog & { readonly logId: string },
  onProgress?: (done: number) => void,
  onEvent?: (event: RecordedEvent) => void
): Promise<LogVerdict> {
  const order = new StreamOrder()
  const problems: LogProblem[] = []
  let head: Position | undefined
  let events = 0
  for await (const item of wholeLog(log)) {
    if (item.kind === 'unreadable') {
      problems.push({ position: item.to, stream: item.stream, revision: item.revision, why: item.why })
      continue
    }
    const { stream, revision, position } = item.event
    for (const why of order.problemsOf(item.event)) problems.push({ position, stream, revision, why })
    head = position
    onEvent?.(item.event)
    if (++events % 1000 === 0) onProgress?.(events)
  }
  return { logId: log.logId, events, head, problems }
}

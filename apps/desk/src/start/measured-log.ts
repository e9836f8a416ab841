import { Conflict, type EventLog, OutcomeUnknown } from '#event-log'
import { type Clock, InfrastructureFault, type Instant } from '#kernel'
import type { Metrics } from '#observability'

/** A failed append says so long that the log takes none: whoever could write again may not try by itself. */
const troubleMs = 15_000

export interface MeasuredLog extends EventLog {
  /** Why the log takes no appends, by what came of the last; undefined as soon as one succeeds. */
  appendTrouble(): { readonly why: string; readonly since: Instant } | undefined
}

/** The same log, with its appends counted and timed. */
export function measuredLog(log: EventLog, metrics: Metrics, backend: string, clock: Clock): MeasuredLog {
  let trouble: { why: string; since: Instant; last: number } | undefined
  return {
    appendTrouble() {
      if (!trouble || clock.monotonic() - trouble.last > troubleMs) return undefined
      const { why, since } = trouble
      return { why, since }
    },
    async append(stream, events, expected) {
      const begun = clock.monotonic()
      try {
        const appended = await log.append(stream, events, expected)
        trouble = undefined
        metrics.appendDuration.observe({ backend }, (clock.monotonic() - begun) / 1000)
        for (const { type } of events) metrics.events.inc({ type })
        return appended
      } catch (error) {
        if (error instanceof Conflict) metrics.appendConflicts.inc()
        if (error instanceof OutcomeUnknown) metrics.appendUnknown.inc()
        if (error instanceof InfrastructureFault) {
          const since = trouble?.since ?? clock.now()
          trouble = { why: error.message, since, last: clock.monotonic() }
        }
        throw error
      }
    },
    readStream: (stream, from) => log.readStream(stream, from),
    subscribe: (after, signal) => log.subscribe(after, signal),
    head: () => log.head(),
    eventAt: position => log.eventAt(position),
    ping: () => log.ping(),
    close: () => log.close()
  }
}

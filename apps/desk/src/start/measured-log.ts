import { Conflict, type EventLog, OutcomeUnknown } from '#event-log'
import type { Clock } from '#kernel'
import type { Metrics } from '#observability'

/** The same log, with its appends counted and timed. */
export function measuredLog(log: EventLog, metrics: Metrics, backend: string, clock: Clock): EventLog {
  return {
    async append(stream, events, expected) {
      const begun = clock.monotonic()
      try {
        const appended = await log.append(stream, events, expected)
        metrics.appendDuration.observe({ backend }, (clock.monotonic() - begun) / 1000)
        for (const { type } of events) metrics.events.inc({ type })
        return appended
      } catch (error) {
        if (error instanceof Conflict) metrics.appendConflicts.inc()
        if (error instanceof OutcomeUnknown) metrics.appendUnknown.inc()
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

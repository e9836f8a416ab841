import type { Clock } from '#kernel'
import type { Logger, Metrics } from '#observability'

/** What every subscription is given. */
export interface Runtime {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  /** For the jitter of waits: 0 up to 1. */
  readonly random: () => number
}

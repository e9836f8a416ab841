import type { Clock } from '#kernel'
import type { Logger } from '#observability'

const lookEveryMs = 3_600_000
const afterFaultMs = 60_000
/** Between two slices. */
const restMs = 50

export interface Sweeping {
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
}

/** Drops what is old every hour, a slice at a time. Never throws; ends with the signal. */
export async function sweep(
  { clock, logger, signal }: Sweeping,
  { what, slice, drop }: { readonly what: string; readonly slice: number; drop(): Promise<number> }
): Promise<void> {
  while (!signal.aborted) {
    try {
      const dropped = await drop()
      await clock.sleep(dropped < slice ? lookEveryMs : restMs, signal)
    } catch (error) {
      logger.warn({ error }, `${what} could not be deleted; trying again in a minute`)
      await clock.sleep(afterFaultMs, signal)
    }
  }
}

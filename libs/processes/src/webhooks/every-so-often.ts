import type { Clock } from '#kernel'
import type { Logger } from '#observability'

/** Again and again until it is stopped, whatever comes of it. */
export async function everySoOften(
  { clock, logger, signal }: { clock: Pick<Clock, 'sleep'>; logger: Logger; signal: AbortSignal },
  ms: number,
  action: () => Promise<void>
): Promise<void> {
  for (;;) {
    await clock.sleep(ms, signal)
    if (signal.aborted) return
    await action().catch(error => logger.warn({ error }, 'webhooks: it is tried again'))
  }
}

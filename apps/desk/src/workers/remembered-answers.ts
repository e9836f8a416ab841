import type { DeskState } from '#desk-state'
import type { Clock } from '#kernel'
import type { Logger } from '#observability'

/** A repeated request gets the first answer for so long; after that the log alone sees to it that nothing is done twice. */
export const answersKeptMs = 7 * 86_400_000
const lookEveryMs = 3_600_000
const afterFaultMs = 60_000
/** Deleted at once, and the rest between two of them: whoever else writes waits for one slice at most. */
export const sliceOfAnswers = 500
const restMs = 50

/** Deletes answers remembered for longer than that, every hour, the oldest first. Never throws; ends with the signal. */
export async function forgetOldAnswers(options: {
  readonly state: Pick<DeskState, 'forgetAnswers'>
  readonly clock: Clock
  readonly logger: Logger
  readonly signal: AbortSignal
}): Promise<void> {
  const { state, clock, logger, signal } = options
  while (!signal.aborted) {
    try {
      const forgotten = await state.forgetAnswers(clock.now() - answersKeptMs, sliceOfAnswers)
      await clock.sleep(forgotten < sliceOfAnswers ? lookEveryMs : restMs, signal)
    } catch (error) {
      logger.warn({ error }, 'old answers could not be deleted; trying again in a minute')
      await clock.sleep(afterFaultMs, signal)
    }
  }
}

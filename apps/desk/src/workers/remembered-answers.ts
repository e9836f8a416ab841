import type { DeskState } from '#desk-state'
import { type Sweeping, sweep } from './sweep.js'

/** A repeated request gets the first answer for so long; after that the log alone sees to it that nothing is done twice. */
export const answersKeptMs = 7 * 86_400_000
/** Whoever else writes waits for one slice at most. */
export const sliceOfAnswers = 500

/** Deletes answers remembered for longer than that, every hour, the oldest first. Never throws; ends with the signal. */
export function forgetOldAnswers(
  options: Sweeping & { readonly state: Pick<DeskState, 'forgetAnswers'> }
): Promise<void> {
  const { state, clock } = options
  const drop = () => state.forgetAnswers(clock.now() - answersKeptMs, sliceOfAnswers)
  return sweep(options, { what: 'old answers', slice: sliceOfAnswers, drop })
}

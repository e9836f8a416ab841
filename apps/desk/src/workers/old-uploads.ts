import type { DeskState } from '#desk-state'
import { type Sweeping, sweep } from './sweep.js'

/** So long a file waits for Telegram, or for an agent who has it sent again. */
export const uploadsKeptMs = 30 * 86_400_000
/** Pieces of a mebibyte. */
const slice = 20

/** Deletes what was given for longer than that, and what a request left behind that was cut off by a crash. */
export function dropOldUploads(
  options: Sweeping & { readonly state: Pick<DeskState, 'uploads'> }
): Promise<void> {
  const { state, clock } = options
  const drop = () => state.uploads.dropBefore(clock.now() - uploadsKeptMs, slice)
  return sweep(options, { what: 'old files', slice, drop })
}

import type { Endpoint } from '#application'
import type { DeskState } from '#desk-state'
import { breakersNote } from './breaker.js'
import { failingNote } from './failing.js'

/** Whether what it was told last has failed, or its host is left alone: it may be for another endpoint. */
export async function isDegraded(
  { id, state: { terms } }: Endpoint,
  state: Pick<DeskState, 'note'>
): Promise<boolean> {
  const [failing, breakers] = await Promise.all([state.note(failingNote), state.note(breakersNote)])
  return failing?.[id] !== undefined || breakers?.[terms.host] !== undefined
}

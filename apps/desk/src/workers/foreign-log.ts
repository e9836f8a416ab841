import type { DeskState } from '#desk-state'
import type { EventLog } from '#event-log'
import { belongsTo } from '#subscriptions'

/**
 * Why no process may run: one of them has handled an event that the log does not hold. Then the log is an older one
 * restored, or another; those whose own checkpoint happens to fit must not go on with it either. Undefined when all fit.
 */
export async function foreignLog(
  { log, state }: { readonly log: EventLog; readonly state: Pick<DeskState, 'checkpoint'> },
  names: readonly string[]
): Promise<string | undefined> {
  for (const name of names) {
    const checkpoint = await state.checkpoint(name)
    if (!checkpoint || (await belongsTo(log, checkpoint))) continue
    return (
      `${name} has handled event ${checkpoint.eventId} at ${checkpoint.position}, which this log does not hold: ` +
      'the log is older than the desk state, or another one, so no process runs. Put back the log that belongs to this ' +
      `desk state; or accept this log: stop the desk and run \`deskctl processes reset ${name}\`, it goes on from the log's head`
    )
  }
  return undefined
}

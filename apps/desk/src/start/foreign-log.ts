import type { DeskState } from '#desk-state'
import type { EventLog } from '#event-log'
import { logOfState, type Places } from '#stores'
import { belongsTo } from '#subscriptions'

/**
 * Why this desk may do nothing: one of its processes has handled an event that the log does not hold. Then the log is an
 * older one restored, or another; those whose own checkpoint happens to fit must not go on with it either, and what would
 * be recorded in it now is gone once the right one is back. Undefined when all fit.
 */
export async function foreignLog({
  log,
  logId,
  isNewLog = false,
  state,
  places
}: {
  readonly log: EventLog
  readonly logId: string | undefined
  readonly isNewLog?: boolean
  readonly state: Pick<DeskState, 'checkpoints' | 'fact'>
  readonly places: Places
}): Promise<string | undefined> {
  const held = await logOfState(state)
  if (held !== undefined && logId !== undefined && held !== logId) {
    return (
      `the desk state ${places.state} belongs to the event log ${held}, and ${places.log} ` +
      `${isNewLog ? 'is empty and has no name' : `is ${logId}`}: the log was replaced or ` +
      'is missing, so the desk takes nothing. Put back the log that belongs to this desk state; or accept this log: stop ' +
      'the desk and run `deskctl stores accept`'
    )
  }
  for (const { process, ...checkpoint } of await state.checkpoints()) {
    if (await belongsTo(log, checkpoint)) continue
    return (
      `${process} has handled event ${checkpoint.eventId} at ${checkpoint.position}, which this log does not hold: ` +
      'the log is older than the desk state, or another one, so the desk takes nothing. Put back the log that belongs to ' +
      `this desk state; or accept this log: stop the desk and run \`deskctl stores accept\`, or \`deskctl processes reset ${process}\`; it goes on from the log's head`
    )
  }
  return undefined
}

import type { DeskState } from '#desk-state'
import type { EventLog } from '#event-log'

/**
 * Lets a process go on from the log's head, whatever its checkpoint says: the remedy when a log was restored that does
 * not belong to the desk state. What it has not handled of this log stays so. Run while the process is not running.
 */
export async function resetProcess(options: {
  readonly log: EventLog
  readonly state: DeskState
  readonly process: string
  readonly fence: number
}): Promise<void> {
  const { log, state, process, fence } = options
  const head = await log.head()
  const event = head && (await log.eventAt(head))
  if (!event) throw new Error('the log is empty: remove the desk state instead')
  await state.saveCheckpoint(process, { position: event.position, eventId: event.id }, fence)
}

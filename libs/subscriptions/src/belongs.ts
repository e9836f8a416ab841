import { Corrupt, type EventLog, type Position } from '#event-log'
import type { Place } from './low-water-mark.js'

/** Whether the log holds this event at this position: else it is an older log restored, or another one. */
export async function belongsTo(log: EventLog, place: Place): Promise<boolean> {
  try {
    return (await log.eventAt(place.position as Position))?.id === place.eventId
  } catch (error) {
    // Something is there and can't be read; that is the reader's matter.
    if (error instanceof Corrupt) return true
    throw error
  }
}

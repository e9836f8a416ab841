import type { RecordedEvent } from '#event-log'
import { type Json, toIso } from '#kernel'
import { messageOf } from './failure.js'
import type { Opener } from './personal-data.js'

/**
 * An event as the API names its parts. `personal` is the sealed blob as recorded (base64url); with an opener what it
 * holds, null where the key was destroyed; null where the event has nothing personal.
 */
export async function eventLine(
  event: RecordedEvent,
  opener: Opener | undefined,
  complain: (line: string) => void
): Promise<string> {
  const { id, type, stream, revision, position, recordedAt, data, meta } = event
  const personal = await personalOf(event, opener, complain)
  const recorded_at = toIso(recordedAt)
  return JSON.stringify({ stream, revision, position, id, type, recorded_at, data, personal, meta })
}

async function personalOf(
  event: RecordedEvent,
  opener: Opener | undefined,
  complain: (line: string) => void
): Promise<Json> {
  const { personal, stream, revision } = event
  if (personal === undefined) return null
  if (!opener) return personal
  try {
    return await opener.open(event, personal)
  } catch (error) {
    complain(`unreadable: the personal data of revision ${revision} of stream ${stream}: ${messageOf(error)}`)
    return null
  }
}

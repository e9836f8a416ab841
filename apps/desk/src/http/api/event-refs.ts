import type { Done } from '#application'
import type { EventLog } from '#event-log'
import type { JsonObject } from '#kernel'

/** The events of a command as its answer shows them: with their positions, which the log knows. */
export async function eventRefs(log: EventLog, { stream, events }: Done): Promise<JsonObject[]> {
  const [first] = events
  if (!first) return []
  const refs: JsonObject[] = []
  for await (const { id, type, revision, position } of log.readStream(stream, first.revision)) {
    refs.push({ id, type, revision, position })
    if (refs.length === events.length) break
  }
  return refs
}

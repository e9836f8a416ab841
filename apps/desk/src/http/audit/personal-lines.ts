import type { RecordedEvent } from '#event-log'
import { type Instant, type JsonObject, toIso } from '#kernel'
import type { Sealer } from '#privacy'

export interface PersonalLine {
  readonly eventId: string
  readonly line: JsonObject
  /** As opened here; undefined: forgotten. */
  readonly opened: JsonObject | undefined
}

export interface ForgottenAs {
  readonly at: Instant
  readonly code: string
}

/** Events sealed before there was a key for each have none to give away. */
const hasSecret = (sealed: string): boolean =>
  ((Buffer.from(sealed.slice(0, 4), 'base64url')[0] ?? 0) & 0x7f) >= 2

/** What each personal text of these events needs to be opened and checked by the reader, and nothing else. */
export async function personalLines(
  sealer: Sealer,
  events: readonly RecordedEvent[],
  forgotten: (subjectId: string) => Promise<ForgottenAs | undefined>
): Promise<PersonalLine[]> {
  const lines: PersonalLine[] = []
  for (const { id: eventId, stream, type, personal: sealed, meta } of events) {
    if (sealed === undefined || meta.subjectId === undefined) continue
    const at = { stream, eventId, type, subjectId: meta.subjectId }
    const opened = await sealer.open(at, sealed)
    const secret = opened && hasSecret(sealed) ? await sealer.secretOf(at) : undefined
    const gone = opened ? undefined : await forgotten(meta.subjectId)
    const rest: JsonObject = !opened
      ? { forgotten: gone ? { at: toIso(gone.at), code: gone.code } : { at: null, code: null } }
      : secret
        ? { secret: secret.toString('hex') }
        : { text: JSON.stringify(opened), unproven: true }
    lines.push({ eventId, opened, line: { event_id: eventId, sealed, ...rest } })
  }
  return lines
}

import type { EventId, Sealed } from '#kernel'
import type { ViewEvent } from '#read-store'

/** Personal data as a view copies it: still sealed, with the coordinates it opens at. */
export type SealedPart = {
  readonly sealed: Sealed
  readonly stream: string
  readonly eventId: EventId
  readonly type: string
  readonly subjectId: string
}

/** Null for an event without anything personal. */
export function sealedPartOf(event: ViewEvent): SealedPart | null {
  const { personal: sealed, stream, id: eventId, type } = event
  const { subjectId } = event.meta
  return sealed === undefined || subjectId === undefined ? null : { sealed, stream, eventId, type, subjectId }
}

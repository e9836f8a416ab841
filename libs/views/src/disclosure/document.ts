import type { Disclosed } from '#domain'
import type { EventId, Instant, SubjectId } from '#kernel'
import type { ViewCollection } from '#read-store'

/** That somebody got personal data of a person whole. */
export type DisclosureDocument = {
  readonly id: EventId
  readonly subjectId: SubjectId
  readonly what: Disclosed
  /** As in `meta.actor`. */
  readonly principal: string
  readonly at: Instant
}

export const disclosures = {
  name: 'disclosures',
  fedBy: 'stream',
  indexes: [{ name: 'at', equal: [], order: 'at' }]
} as const satisfies ViewCollection

import type { ConversationId, Instant } from '#kernel'
import type { ViewCollection } from '#read-store'
import type { SealedPart } from '../sealed-part.js'

/** A customer who is called otherwise than when the conversation began. */
export type CustomerDocument = {
  readonly id: ConversationId
  /** Opens to a CustomerNamePersonal. */
  readonly name: SealedPart | null
  readonly renamedAt: Instant
}

export const customers = {
  name: 'customers',
  fedBy: 'stream',
  indexes: []
} as const satisfies ViewCollection

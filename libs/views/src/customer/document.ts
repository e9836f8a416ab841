import type { ConversationId, Instant } from '#kernel'
import type { ViewCollection } from '#read-store'
import type { SealedPart } from '../sealed-part.js'

/** A customer who is called otherwise than when the conversation began, or of whom the team holds something. */
export type CustomerDocument = {
  readonly id: ConversationId
  /** Opens to a CustomerNamePersonal. Null: they are called as when it began. */
  readonly name: SealedPart | null
  readonly renamedAt: Instant | null
  readonly tier: string | null
  readonly tags: readonly string[]
}

export const customers = {
  name: 'customers',
  fedBy: 'stream',
  indexes: []
} as const satisfies ViewCollection

import type { Instant, MessageId, Personal } from '#kernel'

export type RatingCommand =
  /** Of its latest resolution. */
  | { readonly type: 'RequestRating'; readonly now: Instant }
  | {
      readonly type: 'RateTicket'
      readonly resolution: number
      readonly score: number
      readonly low: boolean
      readonly telegramMessageId: number
      readonly now: Instant
    }
  | {
      readonly type: 'CommentRating'
      readonly messageId: MessageId
      readonly telegramMessageId: number
      readonly sentAt: Instant
      readonly digest: string
      readonly personal: Personal
    }

import type { DeliveryId, MessageId } from '#kernel'
import type { TicketFacts } from './ticket-facts.js'

/** What is wished, for a topic but the last, and repeated freely until it is so: no delivery stream. */
export type Wish =
  /** `turn`: only because it is another side's turn in the conversation. */
  | { readonly kind: 'card'; readonly turn?: true }
  /** The same, at once: somebody has pressed a button on it and waits. */
  | { readonly kind: 'card_side' }
  | { readonly kind: 'topic_state' }
  /** The topic is called after the customer. */
  | { readonly kind: 'topic_name' }
  /** So that the list of topics shows what waits for the team. */
  | { readonly kind: 'icon'; readonly turn?: true }
  /** So that a message finds its place; goes before everything else in the lane. */
  | { readonly kind: 'reopen' }
  | { readonly kind: 'pin' }
  /** The word that a reply failed says that it has arrived after all. */
  | { readonly kind: 'failure_notice'; readonly deliveryId: DeliveryId }
  | { readonly kind: 'reaction'; readonly telegramMessageId: number; readonly emoji: '👍' | '✍' | '👀' }
  | ReplyEditWish
  | RatingWish
  | FormWish

/** That one message of a reply, at the customer, says what the agent's says now. */
export interface ReplyEditWish {
  readonly kind: 'reply_edit'
  readonly facts: TicketFacts
  readonly messageId: MessageId
  /** Which of the messages that it was sent as. */
  readonly part: number
}

/** That the question how it went shows the answer. */
export interface RatingWish {
  readonly kind: 'rating'
  readonly facts: TicketFacts
}

/** That the message of a form shows the question that is asked now. */
export interface FormWish {
  readonly kind: 'form'
  readonly facts: TicketFacts
}

/** Is granted seconds or minutes later, together with what comes until then. */
export const isPutOff = (wish: Wish): boolean => wish.kind === 'icon' || isTurnOfCard(wish)

export const isTurnOfCard = (wish: Wish): boolean => wish.kind === 'card' && wish.turn === true

export const isOfCard = ({ kind }: Wish): boolean => kind === 'card' || kind === 'card_side'

/** In the lane of a private chat; nothing else notes that it is wished. */
export const isInPrivate = (wish: Wish): wish is ReplyEditWish | RatingWish | FormWish =>
  wish.kind === 'reply_edit' || wish.kind === 'rating' || wish.kind === 'form'

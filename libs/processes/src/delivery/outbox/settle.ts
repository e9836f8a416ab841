import { iconStateOf } from './icon-state.js'
import type { TicketFacts } from './ticket-facts.js'
import { isOfCard, type Wish } from './wish.js'

const cardSettleMs = 1000
const iconSettleMs = 10_000
/** How often the icon follows a conversation's turns, once they come quickly. */
const turnsEveryMs = 300_000
/** After the last turn: until then whoever reads the topic sees whose turn it is without the card. */
const restsMs = 300_000

/** What a topic shows of turns, and since when. */
export type Turns = Pick<TicketFacts, 'status' | 'cardEditedAt' | 'iconEditedAt'>

/**
 * When it is to be edited, on the monotonic clock. It waits for what else changes at this moment; an icon costs two calls, for
 * Telegram tells of it: it waits for longer. Where message and answer come quickly, turns alone change the icon once in
 * five minutes, but that the team is waited for shows at once; and the card when the conversation has rested for five.
 */
export function settledAt(wish: Wish, now: number, facts: Turns | undefined): number {
  switch (wish.kind) {
    case 'card': {
      const isFirst = !facts || facts.cardEditedAt === Number.NEGATIVE_INFINITY
      return now + (wish.turn && !isFirst ? restsMs : cardSettleMs)
    }
    case 'icon': {
      const soon = now + iconSettleMs
      const isOurs = facts === undefined || iconStateOf(facts.status, false) === 'waiting'
      return wish.turn && !isOurs ? Math.max(soon, facts.iconEditedAt + turnsEveryMs) : soon
    }
    case 'topic_name':
      return now + cardSettleMs
    default:
      return now
  }
}

/** It was granted by a call. */
export function noteEdit(wish: Wish, facts: TicketFacts, now: number): void {
  if (isOfCard(wish)) facts.cardEditedAt = now
  if (wish.kind === 'icon') facts.iconEditedAt = now
}

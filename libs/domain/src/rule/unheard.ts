import type { MessageId } from '#kernel'
import type { TicketEvent } from '../ticket/events.js'

/** A reply that the customer is not known to have. */
export type Unheard = {
  readonly messageId: MessageId
  /** It was refused, or nobody knows what came of it. */
  readonly isStuck: boolean
}

/** They leave in order: whoever waits for the last of them waits for those before. */
const mostUnheard = 100

/**
 * Total. Itself where the event says nothing of replies. Whoever has a later reply is not waited for because of one that got
 * stuck before it.
 */
export function unheardAfter(before: readonly Unheard[], event: TicketEvent): readonly Unheard[] {
  switch (event.type) {
    case 'ReplyRequested':
    case 'ReplyResendRequested': {
      const { messageId } = event.data
      const others = before.filter(one => one.messageId !== messageId)
      return [...others.slice(1 - mostUnheard), { messageId, isStuck: false }]
    }
    case 'ReplyFailed':
    case 'ReplyUncertain': {
      const { messageId } = event.data
      return before.map(one => (one.messageId === messageId ? { messageId, isStuck: true } : one))
    }
    case 'ReplyWithdrawn':
      return before.filter(({ messageId }) => messageId !== event.data.messageId)
    case 'TicketResponded': {
      const heard = before.findIndex(({ messageId }) => messageId === event.data.messageId)
      return before.filter(({ isStuck }, nth) => nth !== heard && !(isStuck && nth < heard))
    }
    default:
      return before
  }
}

import type { Message } from './read-ticket.js'

/** What stands in the customer's chat. */
export interface Seen {
  readonly message: Message
  readonly isOwn: boolean
  /** Nobody knows whether it is there. */
  readonly isUncertain: boolean
}

/** Of a thread what the customer has: no notes, and of replies what Telegram has taken and nobody has withdrawn. */
export const customerSaw = (messages: readonly Message[]): readonly Seen[] =>
  messages.flatMap((message): Seen[] => {
    const { direction, delivery } = message
    if (direction === 'note') return []
    if (direction === 'inbound') return [{ message, isOwn: true, isUncertain: false }]
    const state = delivery?.state ?? 'sent'
    return state === 'sent' || state === 'uncertain'
      ? [{ message, isOwn: false, isUncertain: state === 'uncertain' }]
      : []
  })

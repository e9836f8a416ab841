import type { TicketCommand } from '../ticket/commands.js'
import { idOf, noon, personal } from './ticket.js'

/** What a customer is asked. */
export const askForm = (form = 'request'): TicketCommand => ({ type: 'RequestForm', form })
export const submitForm: TicketCommand = {
  type: 'SubmitForm',
  form: 'request',
  version: 0,
  messageId: idOf('form'),
  flagged: ['order'],
  now: noon,
  personal,
  confirmation: { messageId: idOf('confirmation'), personal }
}
export const leaveForm: TicketCommand = {
  type: 'LeaveFormOfTicket',
  form: 'request',
  version: 0,
  cause: 'timeout',
  now: noon,
  answered: { messageId: idOf('form'), personal }
}

export const askRating: TicketCommand = { type: 'RequestRating', now: noon }
export const giveScore = (
  score: number,
  { resolution = 1, now = noon }: { readonly resolution?: number; readonly now?: number } = {}
): TicketCommand => ({ type: 'RateTicket', resolution, score, low: score < 3, telegramMessageId: 40, now })
export const comment = (telegramMessageId: number, sentAt = noon): TicketCommand => ({
  type: 'CommentRating',
  messageId: idOf(`comment ${telegramMessageId}`),
  telegramMessageId,
  sentAt,
  digest: `text of ${telegramMessageId}`,
  personal
})

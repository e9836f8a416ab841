import { refuse } from '#kernel'
import { type Command, type Decision, events, nothing } from './decision.js'
import type { ExistingTicket } from './state.js'

const dayMs = 24 * 3600_000
/** How long after the question the first answer counts, and how long after the first it can be changed. */
const firstWithinMs = 7 * dayMs
const changeWithinMs = dayMs

/** Once for each time that the ticket is resolved, while it is. */
export function requestRating({ now }: Command<'RequestRating'>, state: ExistingTicket): Decision {
  const { status, assignee, rating } = state
  if (status !== 'resolved') return refuse('not_resolved')
  if (rating.asked) return nothing
  const data = { resolution: rating.resolutions, agentId: assignee, at: now }
  return events({ type: 'RatingRequested', data })
}

/** A fact also on a closed ticket, but of no other resolution than the one that was asked about. */
export function rate(command: Command<'RateTicket'>, { rating }: ExistingTicket): Decision {
  const { resolution, score, low, telegramMessageId, now } = command
  const { asked, given } = rating
  if (!asked || rating.resolutions !== resolution) return refuse('rating_too_late')
  const late = given ? now - given.firstAt > changeWithinMs : now - asked.at > firstWithinMs
  if (late) return refuse('rating_too_late')
  if (given?.score === score) return nothing
  const data = { resolution, score, low, agentId: asked.agentId, telegramMessageId, at: now }
  return events({ type: 'TicketRated', data })
}

export function commentRating(command: Command<'CommentRating'>, state: ExistingTicket): Decision {
  const { messageId, telegramMessageId, sentAt, digest, personal } = command
  if (state.messages.has(telegramMessageId)) return nothing
  const { resolutions: resolution, asked } = state.rating
  if (!asked || sentAt - asked.at > firstWithinMs) return refuse('rating_too_late')
  const data = { resolution, messageId, telegramMessageId, sentAt, digest }
  return events({ type: 'RatingCommented', data, personal })
}

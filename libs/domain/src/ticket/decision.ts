import { type Instant, type Outcome, ok } from '#kernel'
import type { Decided } from '../decider.js'
import type { TicketStatus } from '../ticket-words.js'
import type { TicketCommand, TicketRefusal } from './commands.js'
import type { ReopenCause, StatusCause, TicketEvent } from './events.js'
import type { ExistingTicket } from './state.js'

export type Decision = Outcome<readonly Decided<TicketEvent>[], TicketRefusal>
export type Command<Type extends TicketCommand['type']> = Extract<TicketCommand, { type: Type }>

/** The state asked for is already held. */
export const nothing: Decision = ok([])
export const events = (...list: readonly Decided<TicketEvent>[]): Decision => ok(list)

/** What a ticket goes back to when nothing holds it up any more. */
export const activeStatus = (state: ExistingTicket): 'open' | 'in_progress' =>
  state.assignee ? 'in_progress' : 'open'

export const moved = (from: TicketStatus, to: TicketStatus, cause: StatusCause): Decided<TicketEvent> => ({
  type: 'TicketStatusChanged',
  data: { from, to, cause }
})

export const reopened = (state: ExistingTicket, cause: ReopenCause, at: Instant): Decided<TicketEvent> => ({
  type: 'TicketReopened',
  data: { to: activeStatus(state), cause, at }
})

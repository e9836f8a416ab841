import type { Presenter } from '#application'
import type { Principal } from '#domain'
import { messageBody, ticketBody } from '../tickets/present-ticket.js'

const whoSees = (scopes: Principal['scopes']): Principal => ({
  kind: 'process',
  id: 'feed',
  scopes,
  queues: null,
  cidrs: null,
  expiresAt: null
})
const all = whoSees(['tickets:personal'])
const nobody = whoSees([])

/** Tickets and messages outside are as the API shows them. */
export const publicPresenter = (publicUrl: () => string): Presenter => ({
  publicUrl,
  ticket: (answer, personal) => ticketBody(answer, personal ? all : nobody),
  message: (message, personal) => messageBody(message, personal ? all : nobody)
})

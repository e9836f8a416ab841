import { allPages } from '../../api/all-pages.js'
import { api, got, type Schemas } from '../../api/client.js'
import { may } from '../../api/session.js'

export type Ticket = Schemas['Ticket']
export type Message = Schemas['Message']
export type TicketEvent = Schemas['Event']
export type Clocks = Schemas['TicketSla']
export type Decision = Schemas['Decision']

/** A ticket as it is, or as it was right after one of its events. */
export interface Shown {
  readonly ticket: Ticket
  readonly messages: readonly Message[]
  readonly clocks: Clocks
}

const limit = 100
/** `undefined`: now. */
const then = (revision: number | undefined) => (revision === undefined ? {} : { as_of_revision: revision })

export const readTicket = (id: string, revision: number | undefined): Promise<Ticket> =>
  got(api.GET('/api/v1/tickets/{id}', { params: { path: { id }, query: then(revision) } }))

export async function readShown(id: string, revision: number | undefined): Promise<Shown> {
  const path = { id }
  const query = then(revision)
  const [ticket, messages, clocks] = await Promise.all([
    readTicket(id, revision),
    allPages(cursor =>
      got(api.GET('/api/v1/tickets/{id}/thread', { params: { path, query: { ...query, limit, ...cursor } } }))
    ),
    got(api.GET('/api/v1/tickets/{id}/sla', { params: { path, query } }))
  ])
  return { ticket, messages, clocks }
}

export const readExplanation = (id: string, revision: number | undefined) =>
  got(api.GET('/api/v1/tickets/{id}/sla/explanation', { params: { path: { id }, query: then(revision) } }))

export const readEvents = (id: string, from_revision = 0): Promise<readonly TicketEvent[]> =>
  allPages(cursor => {
    const query = { from_revision, limit, ...cursor }
    return got(api.GET('/api/v1/tickets/{id}/events', { params: { path: { id }, query } }))
  })

export const readDecisions = (id: string): Promise<readonly Decision[]> =>
  allPages(cursor =>
    got(api.GET('/api/v1/tickets/{id}/decisions', { params: { path: { id }, query: { limit, ...cursor } } }))
  )

export const mayProve = (): boolean => may('audit:read')

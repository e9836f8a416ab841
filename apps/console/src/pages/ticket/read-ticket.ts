import { api, got, type Schemas } from '../../api/client.js'
import { may } from '../../api/session.js'

export type Ticket = Schemas['Ticket']
export type Message = Schemas['Message']
export type TicketEvent = Schemas['Event']
export type Clocks = Schemas['TicketSla']
export type Decision = Schemas['Decision']

/** `revision`: as it was then; undefined: as it is. */
export interface Shown {
  readonly ticket: Ticket
  readonly messages: readonly Message[]
  readonly clocks: Clocks | null
}

const limit = 100

export async function readShown(id: string, revision: number | undefined): Promise<Shown> {
  const path = { id }
  const then = revision === undefined ? {} : { as_of_revision: revision }
  const [ticket, messages] = await Promise.all([
    got(api.GET('/api/v1/tickets/{id}', { params: { path, query: then } })),
    allPages(cursor =>
      got(api.GET('/api/v1/tickets/{id}/thread', { params: { path, query: { ...then, limit, ...cursor } } }))
    )
  ])
  const clocks =
    revision === undefined ? await got(api.GET('/api/v1/tickets/{id}/sla', { params: { path } })) : null
  return { ticket, messages, clocks }
}

export const readEvents = (id: string): Promise<readonly TicketEvent[]> =>
  allPages(cursor =>
    got(api.GET('/api/v1/tickets/{id}/events', { params: { path: { id }, query: { limit, ...cursor } } }))
  )

export const readDecisions = (id: string): Promise<readonly Decision[]> =>
  allPages(cursor =>
    got(api.GET('/api/v1/tickets/{id}/decisions', { params: { path: { id }, query: { limit, ...cursor } } }))
  )

interface Page<T> {
  readonly data: readonly T[]
  readonly page: { readonly next_cursor: string | null }
}

async function allPages<T>(read: (cursor: { cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = []
  for (let cursor: string | undefined; ; ) {
    const { data, page } = await read(cursor === undefined ? {} : { cursor })
    all.push(...data)
    if (page.next_cursor === null) return all
    cursor = page.next_cursor
  }
}

export const mayProve = (): boolean => may('audit:read')

import type { paths } from '#schema'
import { api, got, type Schemas } from '../../api/client.js'
import { active, type filters } from './filters.js'

export type Ticket = Schemas['Ticket']
export interface TicketPage {
  readonly tickets: readonly Ticket[]
  readonly next: string | null
}
type Query = NonNullable<paths['/api/v1/tickets']['get']['parameters']['query']>

const pageSize = 50

/** By words first found, then read; else by filters. What the address holds is not looked at here: the desk says what is wrong. */
export async function readTickets(
  now: ReturnType<typeof filters>,
  cursor: string | undefined
): Promise<TicketPage> {
  const { q, status, sort, ...others } = now
  if (q !== undefined) {
    const found = await got(
      api.GET('/api/v1/search', { params: { query: { q, in: 'tickets', limit: pageSize } } })
    )
    const codes = found.data.flatMap(hit => ('code' in hit && typeof hit.code === 'string' ? [hit.code] : []))
    if (codes.length === 0) return { tickets: [], next: null }
    const query = { limit: pageSize, code: codes.join(',') }
    const { data } = await got(api.GET('/api/v1/tickets', { params: { query } }))
    const rank = new Map(codes.map((code, n) => [code, n]))
    return {
      tickets: [...data].sort((a, b) => (rank.get(a.code) ?? 0) - (rank.get(b.code) ?? 0)),
      next: null
    }
  }
  const query: Query = {
    ...others,
    ...(status === 'any' ? {} : { status: status ?? active }),
    // What is none of them, the desk says.
    ...(sort !== undefined && { sort: sort as NonNullable<Query['sort']> }),
    ...(cursor !== undefined && { cursor }),
    limit: pageSize
  }
  const { data, page } = await got(api.GET('/api/v1/tickets', { params: { query } }))
  return { tickets: data, next: page.next_cursor }
}

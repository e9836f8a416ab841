import type { paths } from '#schema'
import { api, got, type Schemas } from '../../api/client.js'
import { active, type Filters } from './known.js'

export type Ticket = Schemas['Ticket']
export interface TicketPage {
  readonly tickets: readonly Ticket[]
  readonly next: string | null
}
type Query = NonNullable<paths['/api/v1/tickets']['get']['parameters']['query']>

const pageSize = 50

/** Somebody may have typed anything into the address: it goes to the desk as it is, which says what is wrong with it. */
const asTyped = (typed: { readonly [name: string]: string | number }): Query => typed

/** By filters; with words those that hold them and fit the filters, the best first. */
export async function readTickets(
  { q, status, ...others }: Filters,
  cursor: string | undefined
): Promise<TicketPage> {
  if (q !== undefined) return searched(q, { ...others, ...(status && status !== 'any' && { status }) })
  const query = asTyped({
    ...others,
    ...(status === 'any' ? {} : { status: status ?? active }),
    ...(cursor !== undefined && { cursor }),
    limit: pageSize
  })
  const { data, page } = await got(api.GET('/api/v1/tickets', { params: { query } }))
  return { tickets: data, next: page.next_cursor }
}

/** Of those that stand on a page: fifty at most. */
export async function readByCode(codes: readonly string[]): Promise<readonly Ticket[]> {
  const query = { code: codes.join(','), limit: pageSize }
  return (await got(api.GET('/api/v1/tickets', { params: { query } }))).data
}

async function searched(q: string, { sort, ...filters }: Filters): Promise<TicketPage> {
  const found = await got(
    api.GET('/api/v1/search', { params: { query: { q, in: 'tickets', limit: pageSize } } })
  )
  const codes = found.data.flatMap(hit => ('code' in hit && typeof hit.code === 'string' ? [hit.code] : []))
  if (codes.length === 0) return { tickets: [], next: null }
  const query = asTyped({ ...filters, ...(sort && { sort }), limit: pageSize, code: codes.join(',') })
  const { data } = await got(api.GET('/api/v1/tickets', { params: { query } }))
  const rank = new Map(codes.map((code, n) => [code, n]))
  const best = (a: Ticket, b: Ticket) => (rank.get(a.code) ?? 0) - (rank.get(b.code) ?? 0)
  return { tickets: sort ? data : [...data].sort(best), next: null }
}

import { foldTag, isOver, type TicketSort, ticketStatuses } from '#domain'
import { compareIndexValues, type Find, type IndexValue } from '#read-store'
import type { TicketDocument } from '#views'
import type { Documents } from './desk-reads.js'
import type { Page, Place } from './paging.js'
import type { TicketFilter } from './ticket-filter.js'

type Where = Find['where']

interface Plan {
  readonly index:
    | 'created'
    | 'updated'
    | 'code'
    | 'subject'
    | 'status'
    | 'queue'
    | 'team'
    | 'assignee'
    | 'urgency'
  /** One ordered walk each, merged; no ticket is in two of them. */
  readonly walks: readonly Where[]
  readonly from?: IndexValue
  readonly to?: IndexValue
  readonly descending: boolean
  /** Whether the walks alone leave tickets in that the filter does not want. */
  readonly exact: boolean
}

export const pageOfScan = 200
export const maxScanned = 2000

/**
 * Combined filters over the declared indexes: the narrowest one given (code, customer, assignee, queue, team, status) is walked in order, one
 * walk per value, and what the walks leave in is filtered out. At most 2000 tickets are looked at for one page.
 */
export async function findTickets(
  tickets: Documents<TicketDocument>,
  filter: TicketFilter,
  sort: Exclude<TicketSort, 'breach_at'>,
  { after, limit }: { readonly after?: Place | undefined; readonly limit: number },
  /** What else a ticket must be: those of a page that are. */
  keep?: (page: readonly TicketDocument[]) => Promise<TicketDocument[]>
): Promise<Page<TicketDocument>> {
  const plan = planOf(filter, sort)
  const size = plan.exact && !keep ? limit + 1 : pageOfScan
  const items: TicketDocument[] = []
  let place = after
  for (let scanned = 0; scanned < maxScanned; scanned += size) {
    const page = await nextOf(tickets, plan, place, size)
    for (const ticket of keep ? await keep(page) : page) {
      if (!wanted(ticket, filter)) continue
      if (items.length === limit) return { items, next: placeOf(plan, items.at(-1)) }
      items.push(ticket)
    }
    if (page.length < size) return { items, next: null }
    place = placeOf(plan, page.at(-1)) ?? place
  }
  return { items, next: place ?? null }
}

function planOf(filter: TicketFilter, sort: Exclude<TicketSort, 'breach_at'>): Plan {
  const { status, queue, assignee, code, team, customer, createdAfter, createdBefore, updatedAfter } = filter
  const descending = sort === '-created_at' || sort === 'priority'
  if (sort === 'priority' || sort === '-priority') {
    const lives = livesOf(filter)
    return {
      index: 'urgency',
      walks: [{}],
      ...(lives.includes(1) ? {} : { from: '1' }),
      ...(lives.includes(0) ? {} : { to: '1' }),
      descending,
      exact: false
    }
  }
  if (sort === 'updated_at') {
    const from = updatedAfter === undefined ? {} : { from: updatedAfter + 1 }
    return { index: 'updated', walks: [{}], ...from, descending, exact: asksOnly(filter, 'updatedAfter') }
  }
  const walk = (index: Plan['index'], walks: readonly Where[], exact: boolean): Plan => ({
    index,
    walks,
    ...(createdAfter === undefined ? {} : { from: createdAfter + 1 }),
    ...(createdBefore === undefined ? {} : { to: createdBefore }),
    descending,
    exact
  })
  const exact = (...names: readonly (keyof TicketFilter)[]) =>
    asksOnly(filter, 'createdAfter', 'createdBefore', ...names)
  const exactLives = (name: keyof TicketFilter) => wholeLives(filter) && exact(name, 'status')
  const each = <T>(values: readonly T[], where: (value: T) => Where) => values.map(where)
  if (code)
    return walk(
      'code',
      each(code, one => ({ code: one })),
      exact('code')
    )
  if (customer)
    return walk(
      'subject',
      each(customer, subjectId => ({ subjectId })),
      exact('customer')
    )
  if (assignee)
    return walk(
      'assignee',
      each(assignee, assignedAgentId => ({ assignedAgentId })),
      exact('assignee')
    )
  const lives = livesOf(filter)
  if (queue) {
    const walks = queue.flatMap(queueId => lives.map(live => ({ queueId, live })))
    return walk('queue', walks, exactLives('queue'))
  }
  if (team) {
    const walks = team.flatMap(teamId => lives.map(live => ({ teamId, live })))
    return walk('team', walks, exactLives('team'))
  }
  if (status)
    return walk(
      'status',
      each(status, one => ({ status: one })),
      exact('status')
    )
  return walk('created', [{}], exact())
}

/** What is of clocks is looked at apart. */
const asksOnly = (filter: TicketFilter, ...names: readonly (keyof TicketFilter)[]): boolean =>
  Object.entries(filter).every(
    ([name, value]) =>
      value === undefined || name === 'sla' || name === 'dueBefore' || names.some(one => one === name)
  )

/** 1: live ones are wanted, 0: done ones. */
export function livesOf({ status }: TicketFilter): (0 | 1)[] {
  if (!status) return [1, 0]
  const lives: (0 | 1)[] = []
  if (status.some(one => !isOver(one))) lives.push(1)
  if (status.some(isOver)) lives.push(0)
  return lives
}

/** The statuses wanted are all the live ones, all the done ones, or both. */
function wholeLives({ status }: TicketFilter): boolean {
  if (!status) return true
  return ticketStatuses.every(
    one => status.includes(one) || !status.some(other => isOver(other) === isOver(one))
  )
}

async function nextOf(
  tickets: Documents<TicketDocument>,
  plan: Plan,
  after: Place | undefined,
  limit: number
): Promise<TicketDocument[]> {
  const { index, walks, from, to, descending } = plan
  const range = {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(after === undefined ? {} : { after })
  }
  const pages = await Promise.all(
    walks.map(where => tickets.find({ index, where, ...range, descending, limit }))
  )
  const sign = descending ? -1 : 1
  const compare = (a: TicketDocument, b: TicketDocument) =>
    sign * (compareIndexValues(orderOf(plan, a), orderOf(plan, b)) || compareIndexValues(a.id, b.id))
  return walks.length === 1 ? pages.flat() : pages.flat().sort(compare).slice(0, limit)
}

function orderOf({ index }: Plan, ticket: TicketDocument): IndexValue {
  if (index === 'urgency') return ticket.urgency
  return index === 'updated' ? ticket.updatedAt : ticket.createdAt
}

const placeOf = (plan: Plan, ticket: TicketDocument | undefined): Place | null =>
  ticket ? { order: orderOf(plan, ticket), id: ticket.id } : null

export function wanted(ticket: TicketDocument, filter: TicketFilter): boolean {
  const { status, queue, assignee, priority, code, tag, team, customer, escalated } = filter
  const { createdAfter, createdBefore, updatedAfter } = filter
  return (
    (!status || status.includes(ticket.status)) &&
    (!queue || queue.includes(ticket.queueId)) &&
    (!assignee || assignee.includes(ticket.assignedAgentId)) &&
    (!priority || priority.includes(ticket.priority)) &&
    (!code || code.includes(ticket.code)) &&
    (!tag || ticket.tags.some(one => tag.includes(foldTag(one)))) &&
    (!team || team.includes(ticket.teamId)) &&
    (!customer || customer.some(one => one === ticket.subjectId)) &&
    (escalated === undefined || ticket.escalated === escalated) &&
    (createdAfter === undefined || ticket.createdAt > createdAfter) &&
    (createdBefore === undefined || ticket.createdAt < createdBefore) &&
    (updatedAfter === undefined || ticket.updatedAt > updatedAfter)
  )
}

import type { SlaStanding } from '#domain'
import { noInstant, type SlaDocument, type TicketDocument } from '#views'
import type { DeskReads } from './desk-reads.js'
import type { Page, Place } from './paging.js'
import type { TicketFilter } from './ticket-filter.js'
import { livesOf, maxScanned, pageOfScan, wanted } from './ticket-plan.js'

const standings: readonly SlaStanding[] = ['none', 'on_track', 'at_risk', 'breached']
type Clocks = Pick<SlaDocument, 'standing' | 'nextBreachAt'>
const noClocks: Clocks = { standing: 'none', nextBreachAt: noInstant }

export const asksClocks = ({ sla, dueBefore }: TicketFilter): boolean =>
  sla !== undefined || dueBefore !== undefined

/** How the clocks of what is wanted may stand: what is breached has no breach to come. */
function standingsOf({ sla, dueBefore }: TicketFilter): readonly SlaStanding[] {
  const asked: readonly SlaStanding[] = sla ?? standings
  return dueBefore === undefined ? asked : asked.filter(one => one !== 'breached')
}

export const isByClocks = (clocks: Clocks, filter: TicketFilter): boolean =>
  standingsOf(filter).includes(clocks.standing) && clocks.nextBreachAt < (filter.dueBefore ?? Infinity)

/** Those of the page whose clocks stand as wanted. */
export async function keepBySla(
  { sla }: Pick<DeskReads, 'sla'>,
  page: readonly TicketDocument[],
  filter: TicketFilter
): Promise<TicketDocument[]> {
  const found = await sla.getMany(page.map(({ id }) => id))
  return page.filter(({ id }) => isByClocks(found.get(id) ?? noClocks, filter))
}

/**
 * Tickets in the order of their nearest breach, given or to come, those without one last. At most 2000 tickets are
 * looked at for one page.
 */
export async function findByBreach(
  reads: Pick<DeskReads, 'sla' | 'tickets'>,
  filter: TicketFilter,
  { after, limit }: { readonly after?: Place | undefined; readonly limit: number }
): Promise<Page<TicketDocument>> {
  const standing = standingsOf(filter)
  if (standing.length === 0) return { items: [], next: null }
  const walk = filter.queue
    ? { index: 'queue', where: { queueId: filter.queue, live: livesOf(filter), standing } }
    : { index: 'standing', where: { standing } }
  const to = filter.dueBefore === undefined ? {} : { to: filter.dueBefore }
  const items: TicketDocument[] = []
  let place = after
  let last: Place | null = null
  for (let scanned = 0; scanned < maxScanned; scanned += pageOfScan) {
    const page = await reads.sla.find({
      ...walk,
      ...to,
      ...(place ? { after: place } : {}),
      limit: pageOfScan
    })
    const tickets = await reads.tickets.getMany(page.map(({ id }) => id))
    for (const document of page) {
      const ticket = tickets.get(document.id)
      if (!ticket || !wanted(ticket, filter)) continue
      if (items.length === limit) return { items, next: last }
      items.push(ticket)
      last = placeOf(document)
    }
    const end = page.at(-1)
    if (page.length < pageOfScan || !end) return { items, next: null }
    place = placeOf(end)
  }
  return { items, next: place ?? null }
}

const placeOf = ({ nextBreachAt, id }: SlaDocument): Place => ({ order: nextBreachAt, id })

import type { SlaTimer } from '#domain'
import type { Instant, StaffGroupId, TicketId } from '#kernel'
import type { SlaDocument } from '#views'

/** So many warnings and breaches of a staff group are told one by one in this time, more of them together. */
const oneByOne = 10
const windowMs = 60_000

export interface Due {
  readonly ticket: SlaDocument
  readonly timers: readonly SlaTimer[]
}

/** Many warnings and breaches at once would fill a staff group: says of which tickets they go into a digest. */
export class Flood {
  readonly #told = new Map<StaffGroupId, Instant[]>()

  together(due: readonly Due[], now: Instant): ReadonlySet<TicketId> {
    const together = new Set<TicketId>()
    for (const [group, list] of byGroup(due)) {
      const recent = (this.#told.get(group) ?? []).filter(at => at > now - windowMs)
      const news = list.flatMap(({ timers }) => timers)
      if (recent.length + news.length <= oneByOne) {
        this.#told.set(group, [...recent, ...news.map(() => now)])
      } else {
        for (const { ticket } of list) together.add(ticket.id)
      }
    }
    return together
  }
}

/** Only what the policy of its ticket wants told, of tickets that have a topic. */
function byGroup(due: readonly Due[]): Map<StaffGroupId, Due[]> {
  const groups = new Map<StaffGroupId, Due[]>()
  for (const { ticket, timers } of due) {
    const { staffGroupId } = ticket
    const notify = ticket.facts.findLast(fact => fact.kind === 'applied')?.applied.notify
    const told = timers.filter(({ kind }) =>
      kind === 'warn' ? notify?.warn : kind === 'breach' && notify?.breach
    )
    if (staffGroupId === null || told.length === 0) continue
    groups.set(staffGroupId, [...(groups.get(staffGroupId) ?? []), { ticket, timers: told }])
  }
  return groups
}

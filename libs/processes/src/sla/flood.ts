import type { SlaTimer } from '#domain'
import type { Instant, StaffGroupId, TicketId } from '#kernel'

/** So many warnings and breaches of a staff group are told one by one in this time, more of them together. */
const oneByOne = 10
const windowMs = 60_000

export interface DueOnTicket {
  readonly ticketId: TicketId
  readonly staffGroupId: StaffGroupId | null
  /** What its policy wants told. */
  readonly notify: { readonly warn: boolean; readonly breach: boolean } | undefined
  readonly timers: readonly SlaTimer[]
}

/** Many warnings and breaches at once would fill a staff group: says of which tickets they go into a digest. */
export class Flood {
  readonly #told = new Map<StaffGroupId, Instant[]>()

  together(due: readonly DueOnTicket[], now: Instant): ReadonlySet<TicketId> {
    const together = new Set<TicketId>()
    for (const [group, list] of byGroup(due)) {
      const recent = (this.#told.get(group) ?? []).filter(at => at > now - windowMs)
      const news = list.flatMap(({ timers }) => timers)
      if (recent.length + news.length <= oneByOne) {
        this.#told.set(group, [...recent, ...news.map(() => now)])
      } else {
        for (const { ticketId } of list) together.add(ticketId)
      }
    }
    return together
  }
}

/** Only what the policy of its ticket wants told, of tickets that have a topic. */
function byGroup(due: readonly DueOnTicket[]): Map<StaffGroupId, DueOnTicket[]> {
  const groups = new Map<StaffGroupId, DueOnTicket[]>()
  for (const ticket of due) {
    const { staffGroupId, notify } = ticket
    const told = ticket.timers.filter(({ kind }) =>
      kind === 'warn' ? notify?.warn : kind === 'breach' && notify?.breach
    )
    if (staffGroupId === null || told.length === 0) continue
    groups.set(staffGroupId, [...(groups.get(staffGroupId) ?? []), { ...ticket, timers: told }])
  }
  return groups
}

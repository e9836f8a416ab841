import { ActOnStaffGroup } from '#application'
import type { SlaTimer } from '#domain'
import { commandIdFor, type Instant, type StaffGroupId, type TicketId, ticketCodeFor } from '#kernel'
import type { SlaDocument } from '#views'
import type { SlaClockOptions } from './options.js'

/** So many warnings and breaches of a staff group are told one by one in this time, more of them together. */
const oneByOne = 10
const windowMs = 60_000
const codesNamed = 10

export interface Due {
  readonly ticket: SlaDocument
  readonly timers: readonly SlaTimer[]
}

interface Pending {
  warned: number
  breached: number
  readonly tickets: Set<TicketId>
}

/** Many warnings and breaches at once would fill a staff group: they are told as one message, once a minute at most. */
export class Digests {
  readonly #told = new Map<StaffGroupId, Instant[]>()
  readonly #pending = new Map<StaffGroupId, Pending>()
  readonly #lastDigest = new Map<StaffGroupId, Instant>()

  constructor(private readonly options: Pick<SlaClockOptions, 'commands' | 'logger'>) {}

  /** The tickets of these whose news go into a digest; it is sent by `flush`. */
  take(due: readonly Due[], now: Instant): ReadonlySet<TicketId> {
    const together = new Set<TicketId>()
    for (const [group, list] of byGroup(due)) {
      const recent = (this.#told.get(group) ?? []).filter(at => at > now - windowMs)
      const news = list.flatMap(({ timers }) => timers)
      if (recent.length + news.length <= oneByOne) {
        this.#told.set(group, [...recent, ...news.map(() => now)])
        continue
      }
      const pending = this.#pending.get(group) ?? { warned: 0, breached: 0, tickets: new Set() }
      for (const { ticket, timers } of list) {
        together.add(ticket.id)
        pending.tickets.add(ticket.id)
        for (const { kind } of timers) {
          if (kind === 'warn') pending.warned++
          else pending.breached++
        }
      }
      this.#pending.set(group, pending)
    }
    return together
  }

  async flush(now: Instant): Promise<void> {
    for (const [group, { warned, breached, tickets }] of this.#pending) {
      if (now - (this.#lastDigest.get(group) ?? 0) < windowMs) continue
      this.#pending.delete(group)
      this.#lastDigest.set(group, now)
      const codes = [...tickets].map(ticketCodeFor)
      const details = {
        warned,
        breached,
        tickets: codes.slice(0, codesNamed).join(', '),
        more: Math.max(0, codes.length - codesNamed)
      }
      const context = {
        commandId: commandIdFor(`sla-digest ${group}`, String(now)),
        causationId: 'sla-clock digest',
        correlationId: group,
        actor: 'process:sla-clock'
      }
      const about = { threadId: null, replyToTelegramMessageId: null, details }
      const command = { type: 'RequestStaffNotice', notice: 'sla_digest', ...about } as const
      const outcome = await this.options.commands.execute(new ActOnStaffGroup(group, command, context))
      if (!outcome.ok) this.options.logger.warn({ group, reason: outcome.reason }, 'a digest was refused')
    }
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

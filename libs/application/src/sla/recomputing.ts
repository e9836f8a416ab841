import {
  type Corrected,
  choiceIn,
  type ExistingTicket,
  matchPolicy,
  policyOf,
  type SlaChoice,
  sameChoice,
  targetsFor
} from '#domain'
import type { Instant } from '#kernel'
import type { DeskReads } from '../queries/desk-reads.js'
import { SettingsHistory } from '../queries/sla-settings-history.js'

/** What an open ticket follows from now on; undefined: it keeps what it has. */
export type Recompute = (ticket: ExistingTicket) => SlaChoice | undefined

/**
 * How a recomputation asked for at `asOf` sees a ticket. A calendar: the same policy by the corrected version, where an
 * older one holds. A policy: chosen anew among those in force then, where that leads to this policy or away from it; the
 * version of the calendar stays unless it is another calendar. What was chosen for a ticket since is left alone.
 */
export async function recomputeOf(
  reads: Pick<DeskReads, 'settings' | 'log'>,
  { kind, settingId, version }: Corrected,
  asOf: Instant
): Promise<Recompute> {
  if (kind === 'calendar') {
    return ({ sla: { applied } }) =>
      applied?.calendarId === settingId &&
      applied.calendarVersion !== null &&
      applied.calendarVersion < version
        ? { ...choiceIn(applied), calendarVersion: version }
        : undefined
  }
  const policies = (await SettingsHistory.of(reads, 'sla_policy')).at(asOf)
  const known = policies.map(({ id, version: ofPolicy, body }) => policyOf(id, ofPolicy, body))
  const calendars = await SettingsHistory.of(reads, 'calendar')
  return ticket => {
    const { applied, chosenAt } = ticket.sla
    const chosen = matchPolicy(known, ticket)
    if (chosenAt > asOf || (applied?.policyId !== settingId && chosen?.id !== settingId)) return undefined
    if (!chosen) return noChoice
    const { id: policyId, version: policyVersion, calendarId, notify } = chosen
    const calendarVersion =
      applied?.calendarId === calendarId
        ? applied.calendarVersion
        : (calendars.nearest(calendarId, asOf)?.version ?? null)
    const targets = targetsFor(chosen, ticket.priority)
    const choice = { policyId, policyVersion, calendarId, calendarVersion, targets, notify }
    return applied && sameChoice(choice, applied) ? undefined : choice
  }
}

export const noChoice: SlaChoice = {
  policyId: null,
  policyVersion: null,
  calendarId: null,
  calendarVersion: null,
  targets: [],
  notify: { warn: false, breach: false }
}

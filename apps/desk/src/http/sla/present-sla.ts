import type { TicketSla } from '#application'
import type { SlaClock } from '#domain'
import { type JsonObject, ticketIdText } from '#kernel'
import { time } from '../tickets/present-ticket.js'

/** Whole seconds that have passed. */
const seconds = (ms: number): number => Math.floor(ms / 1000)

export function slaBody({ ticketId, applied, clocks }: TicketSla): JsonObject {
  const version = (id: string | null = null, number: number | null = null): JsonObject | null =>
    id === null || number === null ? null : { id, version: number }
  return {
    ticket_id: ticketIdText(ticketId),
    policy: version(applied?.policyId, applied?.policyVersion),
    calendar: version(applied?.calendarId, applied?.calendarVersion),
    zone_data: applied?.zoneData ?? null,
    clocks: clocks.map(clockBody)
  }
}

function clockBody(clock: SlaClock): JsonObject {
  const target = seconds(clock.targetMs)
  const elapsed = seconds(clock.countedMs)
  return {
    metric: clock.metric,
    instance: clock.instance,
    state: clock.state,
    target_s: target,
    elapsed_s: elapsed,
    remaining_s: target - elapsed,
    started_at: time(clock.startedAt),
    due_at: time(clock.dueAt),
    breach_at: time(clock.breachAt),
    breached_at: time(clock.breachedAt),
    met_at: time(clock.metAt),
    warnings: clock.warnings.map(({ at, beforeS }) => ({ at: time(at), before_s: beforeS })),
    pauses: clock.pauses.map(({ from, to, cause }) => ({ from: time(from), to: time(to), cause }))
  }
}

export const explanationBody = ({ clocks }: TicketSla): JsonObject => ({ clocks: clocks.map(explained) })

/** Parts of seconds are carried from step to step, so that the steps add up to what the clock counts. */
function explained({ metric, instance, state, targetMs, countedMs, steps }: SlaClock): JsonObject {
  let before = 0
  return {
    metric,
    instance,
    verdict: state,
    target_s: seconds(targetMs),
    counted_s: seconds(countedMs),
    steps: steps.map(({ from, to, eventId, why, calendar, countedMs: more }) => {
      const counted = seconds(before + more) - seconds(before)
      before += more
      return { from: time(from), to: time(to), event_id: eventId, why, calendar, counted_s: counted }
    })
  }
}

import type { Instant } from '#kernel'
import { isOver } from '../ticket-words.js'
import type { Fact } from './facts.js'
import type { Metric, Target } from './policy.js'

/** One run of a metric: from what starts it to what fulfils it. */
export interface Instance {
  readonly startedAt: Instant
  readonly eventId: string
  /** Null while it is not fulfilled. */
  readonly endedAt: Instant | null
  readonly endedBy: string | null
}

interface Run {
  startedAt: Instant
  eventId: string
  endedAt: Instant | null
  endedBy: string | null
}

/** The runs of a metric, in order. What starts and ends each is the table in docs/sla.md. */
export function instancesOf(
  metric: Metric,
  target: Target | undefined,
  timeline: readonly Fact[]
): Instance[] {
  const runs: Run[] = []
  const open = () => {
    const last = runs.at(-1)
    return last?.endedAt === null ? last : undefined
  }
  const start = ({ at: startedAt, eventId }: Fact) => {
    if (!open()) runs.push({ startedAt, eventId, endedAt: null, endedBy: null })
  }
  const end = ({ at, eventId }: Fact) => {
    const run = open()
    if (run) Object.assign(run, { endedAt: at, endedBy: eventId })
  }
  const again = () => {
    const last = runs.at(-1)
    if (last) Object.assign(last, { endedAt: null, endedBy: null })
  }
  const byTeam = timeline.some(fact => fact.kind === 'opened' && fact.byTeam === true)
  /** The customer wants something for the first time. */
  const asks = (fact: Fact): boolean =>
    byTeam ? fact.kind === 'customer_message' && runs.length === 0 : fact.kind === 'opened'
  let over = false
  for (const fact of timeline) {
    const ends = fact.kind === 'status' && isOver(fact.status)
    const reopened = fact.kind === 'status' && over && !ends
    switch (metric) {
      case 'first_reply':
        if (target?.startsAt === 'assignment' ? fact.kind === 'assigned' && runs.length === 0 : asks(fact)) {
          start(fact)
        }
        if (reopened && runs.length > 0) start(fact)
        if (fact.kind === 'reply') end(fact)
        break
      case 'next_reply':
        if (fact.kind === 'customer_message') start(fact)
        if (fact.kind === 'reply') end(fact)
        break
      case 'periodic_update':
        if (fact.kind === 'reply') {
          end(fact)
          // Accepted only after the ticket was over: nothing more is owed.
          if (!over) start(fact)
        }
        if (ends) end(fact)
        if (reopened && runs.length > 0) start(fact)
        break
      case 'requester_wait':
      case 'agent_work':
      case 'resolution':
        if (metric === 'requester_wait' ? asks(fact) : fact.kind === 'opened') start(fact)
        if (ends) end(fact)
        // The same run goes on: what was counted before is kept.
        if (reopened && (metric !== 'resolution' || target?.resolution !== 'first')) again()
        break
    }
    if (ends) over = true
    if (reopened) over = false
  }
  return runs
}

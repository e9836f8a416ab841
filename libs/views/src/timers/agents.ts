import { type Absence, type AgentEvent, absenceAfter, idOf, toldIn } from '#domain'
import type { AgentId } from '#kernel'
import type { ViewCollection, ViewEvent } from '#read-store'
import { type AwayRulesDocument, absencesWatched } from './away-rules.js'
import type { Timer } from './timer.js'

/** What of an agent ends by itself, and when an absence becomes long. */
export type AgentTimersDocument = {
  readonly id: AgentId
  readonly absence: Absence | null
  readonly timers: readonly Timer[]
  readonly revision: number
}

export const agentTimers = {
  name: 'agent_timers',
  fedBy: 'whole-stream',
  indexes: []
} as const satisfies ViewCollection

/** From the first event of the stream on. */
export function foldAgentTimers(
  document: AgentTimersDocument | undefined,
  event: ViewEvent,
  rules: AwayRulesDocument | undefined
): AgentTimersDocument {
  const { stream, revision, recordedAt } = event
  const told = toldIn('agent', event)
  const before = document?.absence ?? null
  const absence = told ? absenceAfter(before, told, recordedAt) : before
  const ends = (document?.timers ?? []).filter(({ kind }) => kind === 'availability_end')
  const timers = [...(told ? endsAfter(ends, told) : ends), ...longAbsence(absence, rules)]
  return { id: idOf(stream) as AgentId, absence, timers, revision }
}

function endsAfter(before: readonly Timer[], { type, data }: AgentEvent): readonly Timer[] {
  if (type !== 'AvailabilityChanged') return before
  const { until = null } = data
  return until === null ? [] : [{ kind: 'availability_end', what: 'availability', at: until, after: null }]
}

/** The next length of absence that some queue looks at, as the queues are when something happens to the agent. */
function longAbsence(absence: Absence | null, rules: AwayRulesDocument | undefined): readonly Timer[] {
  const next = absence && absencesWatched(rules).find(afterS => afterS > (absence.notedS ?? -1))
  return absence && typeof next === 'number'
    ? [{ kind: 'absence', what: 'absence', at: absence.since + next * 1000, after: null }]
    : []
}

import { idOf, toldIn } from '#domain'
import type { AgentId } from '#kernel'
import type { ViewCollection, ViewEvent } from '#read-store'
import type { Timer } from './timer.js'

/** What of an agent ends by itself. */
export type AgentTimersDocument = {
  readonly id: AgentId
  readonly timers: readonly Timer[]
  readonly revision: number
}

export const agentTimers = {
  name: 'agent_timers',
  fedBy: 'whole-stream',
  indexes: []
} as const satisfies ViewCollection

export function foldAgentTimers(
  document: AgentTimersDocument | undefined,
  event: ViewEvent
): AgentTimersDocument | undefined {
  const told = toldIn('agent', event)
  if (told?.type !== 'AvailabilityChanged') return document && { ...document, revision: event.revision }
  const { until = null } = told.data
  const end: Timer[] =
    until === null ? [] : [{ kind: 'availability_end', what: 'availability', at: until, after: null }]
  return { id: idOf(event.stream) as AgentId, timers: end, revision: event.revision }
}

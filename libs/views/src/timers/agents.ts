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

/** From the first event of the stream on. */
export function foldAgentTimers(
  document: AgentTimersDocument | undefined,
  event: ViewEvent
): AgentTimersDocument {
  const { stream, revision } = event
  return { id: idOf(stream) as AgentId, timers: timersAfter(document?.timers ?? [], event), revision }
}

function timersAfter(before: readonly Timer[], event: ViewEvent): readonly Timer[] {
  const told = toldIn('agent', event)
  if (told?.type !== 'AvailabilityChanged') return before
  const { until = null } = told.data
  return until === null ? [] : [{ kind: 'availability_end', what: 'availability', at: until, after: null }]
}

import type { AgentId, Instant } from '#kernel'
import type { Look } from './facts.js'
import type { GroupKey } from './grouping.js'
import type { Asking } from './question.js'

/** Whether the filter wants what looked so. */
export function isWanted({ filter }: Asking, look: Look, agentId: AgentId | null): boolean {
  const { queue, priority, tag, agent } = filter
  return (
    (!queue || queue.includes(look.queueId)) &&
    (!priority || priority.includes(look.priority)) &&
    (!tag || tag.some(one => look.tags.includes(one))) &&
    (!agent || agent.includes(agentId))
  )
}

/** The groups of something that happened so; undefined: it is left out. */
export function keysOf(
  asking: Asking,
  at: Instant,
  look: Look,
  agentId: AgentId | null = look.agentId
): readonly GroupKey[] | undefined {
  const { from, to, grouping } = asking
  if (at < from || at >= to || !isWanted(asking, look, agentId)) return undefined
  return grouping.keysOf(at, look, agentId)
}

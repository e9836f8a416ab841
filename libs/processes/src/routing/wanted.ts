import { orderOf, skillsAsked, ticketStream, type Wanted } from '#domain'
import type { AgentId, Instant } from '#kernel'
import { foldTicket } from '#views'
import type { KnownTicket, LiveTicket } from './line.js'
import type { RoutingOptions } from './options.js'
import type { Queue } from './staff.js'

/** By which settings something is decided. */
export const groundsOf = ({ queueId }: LiveTicket, { version, assignment }: Queue, at: Instant) => ({
  queueId,
  queueVersion: version,
  strategy: assignment.strategy,
  at
})

/** What is asked of whoever gets it. */
export function wantedOf(
  { history: { routing }, requiredSkills }: KnownTicket,
  { assignment }: Queue,
  lastAgent: AgentId | null
): Wanted {
  const { fellBack, passed } = routing
  return {
    strategy: orderOf(assignment.strategy, routing),
    skills: skillsAsked(assignment, requiredSkills, routing).map(({ skill }) => skill),
    passed,
    lastAgent: fellBack ? null : lastAgent
  }
}

/** Tickets of which the same is asked. */
export const keyOf = ({ queueId, team, requiredSkills, history: { routing } }: KnownTicket): string => {
  const { dropped, fellBack, passed } = routing
  return JSON.stringify([queueId, team, fellBack, dropped, passed, requiredSkills.map(({ skill }) => skill)])
}

/** Who had the last of the customer's tickets that anybody had, if their last contact is not too long ago. */
export async function lastAgentOf(
  { desk }: Pick<RoutingOptions, 'desk'>,
  { previousTicketId, createdAt }: LiveTicket,
  { stickyWithinS }: Queue['assignment']
): Promise<AgentId | null> {
  if (stickyWithinS === 0) return null
  for (let id = previousTicketId; id !== null; ) {
    let before: ReturnType<typeof foldTicket>
    for await (const event of desk.log.readStream(ticketStream(id))) before = foldTicket(before, event)
    if (!before) return null
    const lastContactAt = Math.max(before.lastAgentReplyAt ?? 0, before.lastCustomerMessageAt ?? 0)
    if (createdAt - lastContactAt > stickyWithinS * 1000) return null
    if (before.assignedAgentId !== null) return before.assignedAgentId
    id = before.previousTicketId
  }
  return null
}

import { isSameBreath } from '#domain'
import type { AgentId, Instant, TicketId } from '#kernel'

const mostKnown = 1000

/**
 * What an agent asked the desk in a topic and no ticket records: `/find`, `/queues`, `/help`. Lost with the process; all
 * else that is for the desk is told by the ticket itself.
 */
export interface JustAsked {
  remember(ticketId: TicketId, agentId: AgentId, sentAt: Instant): void
  isFollowedBy(ticketId: TicketId, agentId: AgentId | null, sentAt: Instant): boolean
}

export function createJustAsked(): JustAsked {
  const asked = new Map<string, Instant>()
  return {
    remember(ticketId, agentId, sentAt) {
      const key = `${ticketId} ${agentId}`
      asked.delete(key)
      asked.set(key, sentAt)
      const [oldest] = asked.keys()
      if (asked.size > mostKnown && oldest !== undefined) asked.delete(oldest)
    },
    isFollowedBy(ticketId, agentId, sentAt) {
      const at = asked.get(`${ticketId} ${agentId}`)
      return at !== undefined && isSameBreath(sentAt, at)
    }
  }
}

import { agentIdIn, isSlug, type QueueId, type TeamId } from '#kernel'
import { parsed } from './body.js'

export const agentId = parsed(agentIdIn, 'must be the id of an agent')
export const queueId = parsed(
  given => (isSlug(given) ? (given as QueueId) : undefined),
  'must be the id of a queue'
)
export const teamId = parsed(
  given => (isSlug(given) ? (given as TeamId) : undefined),
  'must be the id of a team'
)

import { isStreamOf } from '#domain'

/** After these somebody who made an endpoint may have nothing to say any more. */
export const endsOwners: ReadonlySet<string> = new Set([
  'ApiKeyRevoked',
  'AgentRemoved',
  'AgentProfileChanged'
])

const followed = [
  'ticket',
  'conversation',
  'agent',
  'setting',
  'subject',
  'alerts',
  'endpoint',
  'api-key'
] as const
export const isFollowed = (stream: string): boolean => followed.some(category => isStreamOf(stream, category))

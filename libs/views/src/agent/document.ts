import type { AgentProfile, Availability } from '#domain'
import type { AgentId, Instant } from '#kernel'
import type { ViewCollection } from '#read-store'
import type { SealedPart } from '../sealed-part.js'

export type AgentDocument = {
  readonly id: AgentId
  /** Opens to an AgentPersonal, under the agent's own key. */
  readonly profile: SealedPart | null
  readonly availability: Availability
  /** When it ends by itself; null: never. */
  readonly availabilityUntil: Instant | null
  readonly skills: AgentProfile['skills']
  readonly capacity: AgentProfile['capacity']
  readonly role: AgentProfile['role']
  readonly registeredAt: Instant
  /** When they were put on the list for the last time. */
  readonly listedAt: Instant
  /** Not taken off the list. */
  readonly active: boolean
  readonly revision: number
}

export const agents = {
  name: 'agents',
  fedBy: 'whole-stream',
  indexes: [{ name: 'registered', equal: ['active'], order: 'registeredAt' }]
} as const satisfies ViewCollection

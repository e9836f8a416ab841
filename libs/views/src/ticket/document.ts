import type { Escalation, Priority, RequiredSkill, TicketStatus, TopicPlace } from '#domain'
import type { AgentId, BotId, ConversationId, Instant, QueueId, SubjectId, TeamId, TicketId } from '#kernel'
import type { ViewCollection } from '#read-store'
import type { SealedPart } from '../sealed-part.js'

export type TicketDocument = {
  readonly id: TicketId
  readonly code: string
  readonly conversationId: ConversationId
  readonly bot: BotId
  readonly status: TicketStatus
  /** Neither resolved nor closed. */
  readonly live: boolean
  readonly priority: Priority
  /** Sorts as text: live before done, urgent before low, older before newer. */
  readonly urgency: string
  readonly queueId: QueueId
  readonly assignedAgentId: AgentId | null
  readonly teamId: TeamId | null
  readonly sourceChannel: 'telegram'
  readonly language: string | null
  readonly previousTicketId: TicketId | null
  /** Opens to a TicketCustomerPersonal. */
  readonly customer: SealedPart | null
  /** Opens to a TitlePersonal. Null: it has none. */
  readonly title: SealedPart | null
  /** What opens to FieldsPersonal; each field that holds something stands in `of` of one of them. */
  readonly fields: readonly { readonly of: readonly string[]; readonly values: SealedPart }[]
  /** Whose ticket it is, also once they are forgotten. */
  readonly subjectId: SubjectId | null
  readonly topic: TopicPlace | null
  readonly tags: readonly string[]
  /** When it was recorded: asking as of this time finds the ticket. */
  readonly createdAt: Instant
  /** When its last event was recorded. */
  readonly updatedAt: Instant
  /** When Telegram first accepted an agent's reply. */
  readonly firstResponseAt: Instant | null
  readonly resolvedAt: Instant | null
  readonly closedAt: Instant | null
  /** By Telegram's clock, whole seconds. Null: the team began it, and the customer has not written. */
  readonly lastCustomerMessageAt: Instant | null
  readonly lastAgentReplyAt: Instant | null
  /** Of its latest resolution. */
  readonly rating: { readonly score: number; readonly at: Instant } | null
  /** Asked of whoever gets it, beside what its queue asks. */
  readonly requiredSkills: readonly RequiredSkill[]
  readonly escalation: Escalation | null
  /** Live, and handed up. */
  readonly escalated: boolean
  /** Customer's messages and replies, without notes. */
  readonly messageCount: number
  readonly revision: number
}

export const tickets = {
  name: 'tickets',
  fedBy: 'whole-stream',
  indexes: [
    { name: 'created', equal: [], order: 'createdAt' },
    { name: 'updated', equal: [], order: 'updatedAt' },
    { name: 'code', equal: ['code'], order: 'createdAt' },
    { name: 'status', equal: ['status'], order: 'createdAt' },
    { name: 'subject', equal: ['subjectId'], order: 'createdAt' },
    { name: 'queue', equal: ['queueId', 'live'], order: 'createdAt' },
    { name: 'assignee', equal: ['assignedAgentId'], order: 'createdAt' },
    /** For counting: an agent's live tickets, a queue's unassigned ones. */
    { name: 'holder', equal: ['live', 'assignedAgentId', 'queueId'], order: 'createdAt' },
    /** For counting what an agent carries. */
    { name: 'load', equal: ['assignedAgentId', 'status'], order: 'createdAt' },
    /** For counting. */
    { name: 'escalated', equal: ['queueId', 'escalated'], order: 'createdAt' },
    { name: 'team', equal: ['teamId', 'live'], order: 'createdAt' },
    /** For counting a queue's tickets by state, and the oldest of them. */
    { name: 'state', equal: ['queueId', 'status'], order: 'createdAt' },
    { name: 'urgency', equal: [], order: 'urgency' }
  ]
} as const satisfies ViewCollection

import type { AgentId, Instant, QueueId, TicketId } from '#kernel'
import type { PauseCause } from '../sla/events.js'
import type { Priority } from '../ticket-words.js'

/** What of a ticket's history reports count. They are stored by their place here: the list grows, it is never reordered. */
export const reportFactKinds = [
  'opened',
  'opened_by_team',
  'message',
  'reply',
  'resolved',
  'reopened',
  'reopened_by_customer',
  'closed',
  'paused',
  'resumed',
  'calendar',
  'rating_requested',
  'rated',
  'article_suggested',
  'article_sent',
  'article_helpful',
  'article_not_helpful'
] as const
export type ReportFactKind = (typeof reportFactKinds)[number]

/** How an append left the ticket. */
export interface Look {
  readonly since: Instant
  readonly queueId: QueueId
  readonly priority: Priority
  readonly agentId: AgentId | null
  readonly tags: readonly string[]
}

type OfArticle = Extract<ReportFactKind, `article_${string}`>
type Plain = Exclude<
  ReportFactKind,
  'reply' | 'paused' | 'resumed' | 'calendar' | 'rating_requested' | 'rated' | OfArticle
>

type About =
  | { readonly kind: 'reply'; readonly about: AgentId }
  | { readonly kind: 'paused' | 'resumed'; readonly about: PauseCause }
  /** `{calendar}/{version}`; null: no policy holds any more. */
  | { readonly kind: 'calendar'; readonly about: string | null }
  /** Which resolution of the ticket, from 1. */
  | { readonly kind: 'rating_requested'; readonly about: string }
  /** `{resolution}/{score}` */
  | { readonly kind: 'rated'; readonly about: string }
  /** Its id. */
  | { readonly kind: OfArticle; readonly about: string }
  | { readonly kind: Plain; readonly about: null }

/** At the instant that counts, as the SLA clocks have it: never later than it was recorded. */
export type ReportFact = About & { readonly at: Instant; readonly look: Look }

/** A ticket as reports see it: what was recorded of it by some moment. */
export interface ReportTicket {
  readonly id: TicketId
  readonly code: string
  readonly createdAt: Instant
  /** In the order in which they were recorded. */
  readonly facts: readonly ReportFact[]
  readonly looks: readonly Look[]
  /** The last of the looks. */
  readonly look: Look
}

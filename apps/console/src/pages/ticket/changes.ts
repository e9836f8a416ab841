import type { Ticket } from './read-ticket.js'

/** What of a ticket people look at, in the order in which it is told. */
const told = [
  'status',
  'priority',
  'queue_id',
  'assigned_agent_id',
  'team_id',
  'escalation',
  'title',
  'tags',
  'fields',
  'required_skills',
  'rating',
  'customer',
  'language',
  'first_response_at',
  'resolved_at',
  'closed_at',
  'last_customer_message_at',
  'last_agent_reply_at',
  'message_count'
] as const satisfies readonly (keyof Ticket)[]
export type ToldOf = (typeof told)[number]

export interface Change {
  readonly of: ToldOf
  readonly before: unknown
  readonly after: unknown
}

/** What differs between a ticket at two of its revisions; `before` undefined: it was not there yet. */
export const changesOf = (before: Ticket | undefined, after: Ticket): readonly Change[] =>
  told.flatMap(of => {
    const [was, is] = [before?.[of] ?? null, after[of] ?? null]
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ of, before: was, after: is }]
  })

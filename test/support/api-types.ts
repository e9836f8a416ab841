/** What the REST API promises, as far as these tests look: written from its description, not from its code. */
export interface Ticket {
  id: string
  code: string
  status: string
  priority: string
  queue_id: string
  assigned_agent_id: string | null
  team_id: string | null
  source_channel: string
  conversation_id: string
  customer: { id: string; display_name: string | null }
  topic: { chat_id: number; thread_id: number } | null
  tags: string[]
  created_at: string
  first_response_at: string | null
  resolved_at: string | null
  closed_at: string | null
  last_customer_message_at: string | null
  last_agent_reply_at: string | null
  message_count: number
  revision: number
}

export interface ThreadMessage {
  id: string
  direction: 'inbound' | 'outbound' | 'note'
  author: { kind: string; id: string | null; display_name: string | null }
  kind: string
  text: string | null
  sent_at: string
  recorded_at: string
  edits: { text: string | null }[]
  delivery: { state: 'pending' | 'sent' | 'failed' | 'uncertain' | 'withdrawn'; reason: string | null } | null
}

export interface Recorded {
  id: string
  type: string
  revision: number
  position: string
  recorded_at: string
  data: Readonly<Record<string, unknown>>
  personal: Readonly<Record<string, unknown>> | null
  meta: Readonly<Record<string, unknown>>
}

export interface Queue {
  id: string
  name: string
  open: number
  unassigned: number
  overdue: number
}

export interface Agent {
  id: string
  display_name: string | null
  username: string | null
  availability: string
  assigned_open: number
  oldest_open_at: string | null
  capacity: { limit: number | null; held: number; counting: number }
}

export interface List<T> {
  data: T[]
  page: { next_cursor: string | null; has_more: boolean }
}

export interface Done {
  events: { id: string; type: string; revision: number; position: string }[]
  ticket: Ticket
}

export interface Problem {
  type: string
  title: string
  status: number
  detail?: string
  errors?: { pointer: string; code: string; message: string }[]
}

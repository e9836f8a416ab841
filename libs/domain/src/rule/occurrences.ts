import type { Instant, MessageId } from '#kernel'
import type { Metric } from '../sla/policy.js'
import type { TicketEvent } from '../ticket/events.js'
import type { TicketState } from '../ticket/state.js'
import type { TicketStatus } from '../ticket-words.js'
import type { GivenCommand } from './events.js'
import type { Trigger } from './words.js'

/** Something that may start rules. */
export interface Occurrence {
  readonly trigger: Trigger
  /** Of a change of the status. */
  readonly status: { readonly from: TicketStatus; readonly to: TicketStatus } | null
  /** Of a warning or a breach. */
  readonly sla: { readonly metric: Metric; readonly instance: number; readonly reason: string | null } | null
  /** Of what was written. */
  readonly messageId: MessageId | null
  /** Of a clock, when it came to that; null: when it was recorded. */
  readonly at: Instant | null
  /** Of a rating. */
  readonly score: number | null
  /** Of a command of the desk's own. */
  readonly command: GivenCommand | null
}

const plain = (trigger: Trigger): Occurrence => ({
  trigger,
  status: null,
  sla: null,
  messageId: null,
  at: null,
  score: null,
  command: null
})

/** What happened to a ticket in one append, each once, in the order of the events. What a rule wrote is not among it. */
export function occurrencesIn(
  events: readonly TicketEvent[],
  before: TicketState,
  after: TicketState
): readonly Occurrence[] {
  const found = new Map<string, Occurrence>()
  for (const event of events) {
    const occurred = isOfOpening(event, before) ? undefined : occurrenceOf(event)
    if (occurred && !found.has(occurred.trigger)) found.set(occurred.trigger, occurred)
  }
  if (before.exists && after.exists && before.status !== after.status) {
    const status = { from: before.status, to: after.status }
    found.set('status_changed', { ...plain('status_changed'), status })
  }
  // A message that opens a ticket does not come to it.
  const opened = found.get('ticket_opened')
  if (opened) {
    const messageId = found.get('customer_message')?.messageId ?? null
    found.set('ticket_opened', { ...opened, messageId })
    found.delete('customer_message')
  }
  return [...found.values()]
}

/** Of the message that opened the ticket an edit is no message that comes to it. */
const isOfOpening = (event: TicketEvent, before: TicketState): boolean =>
  event.type === 'CustomerMessageEdited' &&
  before.exists &&
  before.rules.heard.opening === event.data.messageId

function occurrenceOf(event: TicketEvent): Occurrence | undefined {
  switch (event.type) {
    case 'TicketOpened':
      return plain('ticket_opened')
    case 'CustomerMessageReceived':
      return event.data.late ? undefined : { ...plain('customer_message'), messageId: event.data.messageId }
    case 'CustomerMessageEdited':
      return { ...plain('customer_message'), messageId: event.data.messageId }
    case 'ReplyRequested':
      return event.data.agentId === null
        ? undefined
        : { ...plain('agent_reply'), messageId: event.data.messageId }
    case 'PriorityChanged':
      return plain('priority_changed')
    case 'TicketTransferred':
      return plain('queue_changed')
    case 'TagsChanged':
      return plain('tags_changed')
    case 'FieldsChanged':
      return plain('fields_changed')
    case 'TicketAssigned':
      return plain('assigned')
    case 'TicketUnassigned':
      return plain('unassigned')
    case 'TicketEscalated':
      return plain('escalated')
    case 'EscalationAcknowledged':
      return plain('acknowledged')
    case 'SlaWarned': {
      const { metric, instance, at } = event.data
      return { ...plain('sla_warned'), sla: { metric, instance, reason: null }, at }
    }
    case 'SlaBreached': {
      const { metric, instance, reason, at } = event.data
      return { ...plain('sla_breached'), sla: { metric, instance, reason }, at }
    }
    case 'FormSubmitted':
      return plain('form_finished')
    case 'TicketRated':
      return { ...plain('rated'), score: event.data.score }
    case 'CommandGiven': {
      const { name, agentId, via } = event.data
      return { ...plain('command'), command: { name, agentId, via } }
    }
    default:
      return undefined
  }
}

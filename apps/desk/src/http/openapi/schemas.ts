import { agentRoles, availabilities, deliveryKinds, priorities, queueKind, ticketStatuses } from '#domain'
import { deliveryStates } from '#views'
import { keySchemas } from '../api-keys/openapi.js'
import { auditSchemas } from '../audit/openapi.js'
import { decisionSchemas } from '../decisions/openapi.js'
import { feedSchemas } from '../feed/openapi.js'
import { formSchemas } from '../forms/openapi.js'
import { importSchemas } from '../imports/openapi.js'
import { jobSchemas } from '../jobs/openapi.js'
import { linkSchemas } from '../links/openapi.js'
import { reportSchemas } from '../reports/openapi.js'
import { ruleSchemas } from '../rules/openapi.js'
import { searchSchemas } from '../search/openapi.js'
import { sessionSchemas } from '../session/openapi.js'
import { templateSchemas } from '../templates/openapi.js'
import { ticketBeginningSchema } from '../tickets/ticket-beginning.js'
import { ticketCalls } from '../tickets/ticket-calls.js'
import { ticketPatchSchema } from '../tickets/ticket-patch.js'
import { webhookSchemas } from '../webhooks/openapi.js'
import { messageSchemas } from './message-schemas.js'
import { privacySchemas } from './privacy-schemas.js'
import {
  answer,
  id,
  input,
  list,
  nullable,
  nullableId,
  nullableText,
  nullableTime,
  nullableWhole,
  oneOf,
  ref,
  tags,
  text,
  time,
  whole,
  yesNo
} from './schema-parts.js'
import { fieldsOf, settingSchemas } from './setting-operations.js'
import { slaSchemas } from './sla-schemas.js'
import type { Schema } from './types.js'

const { assignment: _, ...queueFields } = fieldsOf(queueKind)
const parked = {
  process: text,
  sequence: text,
  position: text,
  event_id: text,
  stream: text,
  revision: whole,
  error: nullableText,
  attempts: whole,
  parked_at: time
}

const ofCustomer = {
  display_name: nullableText,
  username: nullableText,
  language: nullableText,
  tier: nullableText,
  tags: list(text)
}
const customer = answer({
  id: id('cus'),
  ...ofCustomer,
  first_seen_at: nullableTime,
  reachable: yesNo,
  forgotten_at: nullableTime,
  legal_hold_until: nullableTime
})
const ticketFields = {
  id: id('tkt'),
  code: { type: 'string', examples: ['7K3Q-X9M2'] },
  title: nullableText,
  status: oneOf(ticketStatuses),
  priority: oneOf(priorities),
  queue_id: text,
  assigned_agent_id: nullableId('agt'),
  team_id: nullableText,
  escalation: nullable(answer({ team_id: text, level: whole, at: time, acknowledged_by: nullable(text) })),
  required_skills: list(answer({ skill: text, drop_after_s: nullableWhole })),
  rating: nullable(answer({ score: whole, at: time })),
  source_channel: oneOf(['telegram']),
  source: nullableText,
  conversation_id: id('cnv'),
  previous_ticket_id: nullableId('tkt'),
  customer: answer({ id: nullableId('cus'), ...ofCustomer }),
  language: nullableText,
  topic: nullable(answer({ chat_id: { type: 'integer' }, thread_id: { type: 'integer' } })),
  tags: list(text),
  fields: { type: ['object', 'null'], additionalProperties: true },
  created_at: time,
  updated_at: time,
  first_response_at: nullableTime,
  resolved_at: nullableTime,
  closed_at: nullableTime,
  last_customer_message_at: nullableTime,
  last_agent_reply_at: nullableTime,
  message_count: whole,
  revision: whole
}
const ticket = answer(ticketFields)

export const schemas: { readonly [name: string]: Schema } = {
  Ticket: ticket,
  /** With `messages` where they are asked for. */
  TicketInFull: {
    ...ticket,
    properties: { ...ticketFields, messages: list(ref('Message')), messages_next: nullableText }
  },
  ...messageSchemas,
  Event: answer({
    id: text,
    type: text,
    revision: whole,
    position: text,
    recorded_at: time,
    data: { type: 'object' },
    personal: { type: ['object', 'null'] },
    meta: { type: 'object' }
  }),
  Queue: answer({
    id: text,
    ...queueFields,
    open: whole,
    unassigned: whole,
    assigned: whole,
    waiting_longest_s: nullableWhole,
    overdue: whole,
    escalated: whole
  }),
  Agent: answer({
    id: id('agt'),
    display_name: nullableText,
    username: nullableText,
    availability: oneOf(availabilities),
    availability_until: nullableTime,
    teams: list(text),
    skills: list(text),
    role: oneOf(agentRoles),
    active: { type: 'boolean' },
    assigned_open: whole,
    oldest_open_at: nullableTime,
    capacity: answer({ limit: nullableWhole, held: whole, counting: whole })
  }),
  AgentChange: input([], {
    skills: tags,
    capacity: { type: ['integer', 'null'], minimum: 0, maximum: 10_000 },
    role: oneOf(agentRoles)
  }),
  AvailabilityChange: input(['to'], {
    // The example is of the first, which may have an end.
    to: oneOf(availabilities.toReversed()),
    until: nullableTime,
    reason: { type: 'string', minLength: 1, maxLength: 500 }
  }),
  AgentListing: input(['telegram_user_id', 'display_name'], {
    telegram_user_id: { type: 'integer', minimum: 1 },
    display_name: { type: 'string', minLength: 1, maxLength: 200 },
    username: { type: 'string', pattern: '^@?\\w{1,32}$' }
  }),
  AgentListed: answer({
    events: list(ref('EventRef')),
    agent_id: id('agt')
  }),
  EventRef: answer({ id: text, type: text, revision: whole, position: text }),
  CommandAnswer: answer({ events: list(ref('EventRef')), ticket: ref('Ticket') }),
  WrittenAnswer: answer({ events: list(ref('EventRef')), ticket: ref('Ticket'), message_id: id('msg') }),
  TicketPatch: ticketPatchSchema,
  TicketBeginning: ticketBeginningSchema,
  ...Object.fromEntries(
    ticketCalls
      .flatMap(({ body, form }) => [body, ...(form ? [form] : [])])
      .map(({ name, schema }) => [name, schema])
  ),
  ...decisionSchemas,
  ...formSchemas,
  ...linkSchemas,
  ...feedSchemas,
  ...webhookSchemas,
  ...jobSchemas,
  ...ruleSchemas,
  ...searchSchemas,
  ...templateSchemas,
  ...importSchemas,
  ...settingSchemas,
  ...slaSchemas,
  Parked: answer(parked),
  ParkedEvent: answer({
    ...parked,
    event: nullable(answer({ type: text, recorded_at: time, data: { type: 'object' } }))
  }),
  Retried: answer({ handled: whole, left: whole, error: nullableText }),
  View: answer({
    name: text,
    version: whole,
    state: text,
    position: nullableText,
    gap: nullableWhole,
    parked: whole,
    last_error: nullableText,
    rebuild: nullable(
      answer({
        state: oneOf(['running', 'done', 'failed']),
        events: whole,
        total: nullableWhole,
        events_per_second: { type: 'number' },
        error: nullableText
      })
    )
  }),
  Delivery: answer({
    id: id('dlv'),
    kind: oneOf(deliveryKinds),
    ticket_id: nullableId('tkt'),
    message_id: nullableId('msg'),
    state: oneOf(deliveryStates),
    reason: nullableText,
    code: nullableWhole,
    attempts: whole,
    asked_at: time,
    updated_at: time,
    retry_at: nullableTime
  }),
  DeliveryRetried: answer({
    events: list(ref('EventRef')),
    retry_id: nullableId('dlv'),
    delivery: ref('Delivery')
  }),
  Customer: customer,
  CustomerChange: input([], {
    tier: { type: ['string', 'null'], minLength: 1, maxLength: 50 },
    tags: { ...tags, type: ['array', 'null'] }
  }),
  CustomerChanged: answer({ events: list(ref('EventRef')), customer: ref('Customer') }),
  ...privacySchemas,
  ...reportSchemas,
  ...auditSchemas,
  ...sessionSchemas,
  ...keySchemas,
  Nothing: input([], {}),
  Live: answer({ status: oneOf(['ok']) }),
  Ready: answer({ status: oneOf(['ok', 'unavailable']), checks: { type: 'object' } }),
  Health: { type: 'object' },
  OpenApi: { type: 'object' },
  Links: answer({
    name: { type: 'string' },
    links: { type: 'object', additionalProperties: { type: 'string' } }
  }),
  Page: answer({ next_cursor: nullableText, has_more: yesNo }),
  Problem: {
    type: 'object',
    properties: {
      type: { type: 'string', examples: ['/problems/ticket_closed'] },
      title: text,
      status: { type: 'integer' },
      detail: text,
      instance: text,
      current_revision: nullableWhole,
      errors: list(answer({ pointer: text, code: text, message: text }))
    },
    required: ['type', 'title', 'status', 'detail', 'instance']
  }
}

import { keyOperations } from '../api-keys/openapi.js'
import { auditAdminOperations, auditOperations } from '../audit/openapi.js'
import { decisionOperations } from '../decisions/openapi.js'
import { feedOperations } from '../feed/openapi.js'
import { formOperations } from '../forms/openapi.js'
import { importOperations } from '../imports/openapi.js'
import { jobOperations } from '../jobs/openapi.js'
import { linkOperations } from '../links/openapi.js'
import { reportOperations } from '../reports/openapi.js'
import { ruleOperations } from '../rules/openapi.js'
import { searchOperations } from '../search/openapi.js'
import { sessionOperations } from '../session/openapi.js'
import { templateOperations } from '../templates/openapi.js'
import { ticketListOperations } from '../tickets/openapi.js'
import { ticketCalls } from '../tickets/ticket-calls.js'
import { webhookOperations } from '../webhooks/openapi.js'
import { adminOperations } from './admin-operations.js'
import { customerOperations } from './customer-operations.js'
import { healthOperations } from './health-operations.js'
import { privacyOperations } from './privacy-operations.js'
import { oneOf, position, revision, time } from './schema-parts.js'
import { settingOperations } from './setting-operations.js'
import { slaOperations } from './sla-operations.js'
import { ofQueue, ticketFilters } from './ticket-parameters.js'
import type { Operation, Schema } from './types.js'

const words: Schema = { type: 'string', minLength: 1, maxLength: 500, examples: ['late parcel'] }

const reading: Operation[] = [
  {
    method: 'get',
    path: '/api/v1/tickets',
    id: 'listTickets',
    tag: 'tickets',
    scopes: ['tickets:read'],
    summary: 'Tickets of all states, newest first. A page may be short and still have a next one.',
    query: ticketFilters,
    status: 200,
    answer: { listOf: 'Ticket' },
    problems: [422]
  },
  {
    method: 'get',
    path: '/api/v1/tickets/{id}',
    id: 'getTicket',
    tag: 'tickets',
    scopes: ['tickets:read'],
    summary:
      'A ticket, now or as it was recorded at a time or revision; opened with the keys of today. With `include=thread` also its last 100 messages.',
    query: { as_of: time, as_of_revision: revision, include: oneOf(['thread']), min_position: position },
    status: 200,
    answer: 'TicketInFull',
    headers: ['ETag'],
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/tickets/{id}/thread',
    id: 'getThread',
    tag: 'tickets',
    scopes: ['tickets:read'],
    summary:
      'Messages and notes in order, now or as they were recorded then; with `q` those that have all words.',
    query: { q: words, as_of: time, as_of_revision: revision },
    status: 200,
    answer: { listOf: 'Message' },
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/tickets/{id}/events',
    id: 'listTicketEvents',
    tag: 'tickets',
    scopes: ['tickets:read'],
    summary: 'The events of a ticket as recorded.',
    query: { from_revision: revision },
    status: 200,
    answer: { listOf: 'Event' },
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/queues',
    id: 'listQueues',
    tag: 'queues',
    scopes: ['tickets:read'],
    summary: 'The queues with their counts.',
    query: { as_of: time },
    status: 200,
    answer: { listOf: 'Queue' },
    problems: [422]
  },
  {
    method: 'get',
    path: '/api/v1/queues/{id}/tickets',
    id: 'listQueueTickets',
    tag: 'queues',
    scopes: ['tickets:read'],
    summary: 'What waits in a queue, oldest first: neither resolved nor closed unless asked.',
    query: ofQueue,
    status: 200,
    answer: { listOf: 'Ticket' },
    problems: [404, 422]
  },
  {
    method: 'get',
    path: '/api/v1/agents',
    id: 'listAgents',
    tag: 'agents',
    scopes: ['agents:read'],
    summary: 'The agents.',
    status: 200,
    answer: { listOf: 'Agent' }
  },
  {
    method: 'get',
    path: '/api/v1/agents/{id}',
    id: 'getAgent',
    tag: 'agents',
    scopes: ['agents:read'],
    summary: 'An agent.',
    query: { min_position: position },
    status: 200,
    answer: 'Agent',
    problems: [404]
  }
]

const listing: Operation = {
  method: 'post',
  path: '/api/v1/agents',
  id: 'listAgent',
  tag: 'agents',
  scopes: ['agents:write'],
  summary: 'Puts somebody on the list of agents, by their Telegram id: 201; 200 when known already.',
  body: 'AgentListing',
  status: 201,
  answer: 'AgentListed',
  also: { 200: 'AgentListed' },
  headers: ['X-Position'],
  problems: [409]
}

const removing: Operation = {
  method: 'delete',
  path: '/api/v1/agents/{id}',
  id: 'removeAgent',
  tag: 'agents',
  scopes: ['agents:write'],
  summary: 'Takes somebody off the list of agents; their tickets stay theirs.',
  status: 200,
  answer: 'AgentListed',
  headers: ['X-Position'],
  problems: [404]
}

const changing: readonly Operation[] = [
  {
    method: 'patch',
    path: '/api/v1/agents/{id}',
    id: 'changeAgent',
    tag: 'agents',
    scopes: ['agents:write'],
    summary:
      'Changes what an agent can do and carry; what is left out stays. A `role` needs the scope `admin`.',
    body: 'AgentChange',
    status: 200,
    answer: 'AgentListed',
    headers: ['X-Position'],
    ifMatch: true,
    problems: [404, 412]
  },
  {
    method: 'post',
    path: '/api/v1/agents/{id}/availability-changes',
    id: 'changeAvailability',
    tag: 'agents',
    scopes: ['agents:write'],
    summary: 'Says whether an agent gets anything new, and until when not: then they are available again.',
    body: 'AvailabilityChange',
    status: 200,
    answer: 'AgentListed',
    headers: ['X-Position'],
    ifMatch: true,
    problems: [404, 409, 412]
  }
]

const commands = ticketCalls.map(
  ({ path, id, summary, body, form, status, answer }): Operation => ({
    method: 'post',
    path: `/api/v1/tickets/{id}/${path}`,
    id,
    tag: 'tickets',
    scopes: ['tickets:write'],
    summary,
    body: body.name,
    form: form?.name,
    status,
    answer,
    headers: ['ETag', 'X-Position'],
    ifMatch: true,
    problems: [404, 409, 412]
  })
)

const patching: Operation = {
  method: 'patch',
  path: '/api/v1/tickets/{id}',
  id: 'patchTicket',
  tag: 'tickets',
  scopes: ['tickets:write'],
  summary:
    'Changes what is named, all of it in one step or nothing (a merge patch, also as application/merge-patch+json): queue, priority, tags, title, fields, assignee and status, in this order. `null` takes a title, tags, a field or the assignee away.',
  body: 'TicketPatch',
  status: 200,
  answer: 'CommandAnswer',
  headers: ['ETag', 'X-Position'],
  ifMatch: true,
  problems: [404, 409, 412]
}

const beginning: Operation = {
  method: 'post',
  path: '/api/v1/tickets',
  id: 'beginTicket',
  tag: 'tickets',
  scopes: ['tickets:write'],
  summary:
    'Begins a ticket with a customer who has started the bot, by `customer_id` or `telegram_user_id`; `text` goes to them. 409 `ticket_open` where they have an open one, `customer_unreachable` where the bot can not write to them. An `agent_id` needs `agents:act_as`.',
  body: 'TicketBeginning',
  status: 201,
  answer: 'CommandAnswer',
  headers: ['ETag', 'Location', 'X-Position'],
  problems: [409]
}

export const operations: readonly Operation[] = [
  ...reading,
  ...ticketListOperations,
  ...jobOperations,
  ...ruleOperations,
  listing,
  removing,
  ...changing,
  ...commands,
  patching,
  beginning,
  ...settingOperations,
  ...slaOperations,
  ...customerOperations,
  ...privacyOperations,
  ...reportOperations,
  ...auditOperations,
  ...auditAdminOperations,
  ...adminOperations,
  ...sessionOperations,
  ...keyOperations,
  ...decisionOperations,
  ...formOperations,
  ...linkOperations,
  ...feedOperations,
  ...webhookOperations,
  ...searchOperations,
  ...templateOperations,
  ...importOperations,
  ...healthOperations
]

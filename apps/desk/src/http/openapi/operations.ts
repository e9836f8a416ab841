import { slaWanted, ticketSorts } from '#application'
import { priorities, ticketStatuses } from '#domain'
import { deliveryStates } from '#views'
import { text, time, whole } from './schema-parts.js'
import { setting } from './setting-operations.js'
import { slaOperations } from './sla-operations.js'
import type { Operation, Schema } from './types.js'

const several = (values: readonly string[]): Schema => ({
  type: 'string',
  description: `One of ${values.join(', ')}; several with a comma between.`
})
const sort: Schema = { type: 'string', enum: ticketSorts }

const reading: Operation[] = [
  {
    method: 'get',
    path: '/api/v1/tickets',
    id: 'listTickets',
    tag: 'tickets',
    summary: 'Tickets of all states, newest first. A page may be short and still have a next one.',
    query: {
      status: several(ticketStatuses),
      queue: { type: 'string', description: 'Queue ids with a comma between.' },
      assignee: { type: 'string', description: 'Agent ids with a comma between, or none.' },
      priority: several(priorities),
      sla: several(slaWanted),
      created_after: time,
      created_before: time,
      sort
    },
    status: 200,
    answer: { listOf: 'Ticket' }
  },
  {
    method: 'get',
    path: '/api/v1/tickets/{id}',
    id: 'getTicket',
    tag: 'tickets',
    summary: 'A ticket, now or as it was recorded at a time or revision; opened with the keys of today.',
    query: { as_of: time, as_of_revision: whole, min_position: text },
    status: 200,
    answer: 'Ticket',
    headers: ['ETag'],
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/tickets/{id}/thread',
    id: 'getThread',
    tag: 'tickets',
    summary: 'Messages and notes in order.',
    status: 200,
    answer: { listOf: 'Message' },
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/tickets/{id}/events',
    id: 'listTicketEvents',
    tag: 'tickets',
    summary: 'The events of a ticket as recorded.',
    query: { from_revision: whole },
    status: 200,
    answer: { listOf: 'Event' },
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/queues',
    id: 'listQueues',
    tag: 'queues',
    summary: 'The queues with their counts.',
    status: 200,
    answer: { listOf: 'Queue' }
  },
  {
    method: 'get',
    path: '/api/v1/queues/{id}/tickets',
    id: 'listQueueTickets',
    tag: 'queues',
    summary: 'What waits in a queue, oldest first: neither resolved nor closed unless asked.',
    query: { status: several(ticketStatuses), sla: several(slaWanted), sort },
    status: 200,
    answer: { listOf: 'Ticket' },
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/agents',
    id: 'listAgents',
    tag: 'agents',
    summary: 'The agents.',
    status: 200,
    answer: { listOf: 'Agent' }
  },
  {
    method: 'get',
    path: '/api/v1/agents/{id}',
    id: 'getAgent',
    tag: 'agents',
    summary: 'An agent.',
    query: { min_position: text },
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
  summary: 'Puts somebody on the list of agents, by their Telegram id: 201; 200 when known already.',
  body: 'AgentListing',
  status: 201,
  answer: 'AgentListed',
  headers: ['X-Position'],
  problems: [409]
}

const removing: Operation = {
  method: 'delete',
  path: '/api/v1/agents/{id}',
  id: 'removeAgent',
  tag: 'agents',
  summary: 'Takes somebody off the list of agents; their tickets stay theirs.',
  status: 200,
  answer: 'AgentListed',
  headers: ['X-Position'],
  problems: [404]
}

const onTicket = (
  path: string,
  id: string,
  summary: string,
  body: string,
  status = 200,
  answer = 'CommandAnswer'
): Operation => ({
  method: 'post',
  path: `/api/v1/tickets/{id}/${path}`,
  id,
  tag: 'tickets',
  summary,
  body,
  status,
  answer,
  headers: ['ETag', 'X-Position'],
  ifMatch: true,
  problems: [404, 409, 412]
})

const commands: Operation[] = [
  onTicket('replies', 'requestReply', 'Sends a reply to the customer.', 'Reply', 202, 'WrittenAnswer'),
  onTicket('notes', 'addNote', 'Writes a note to colleagues.', 'Note', 201, 'WrittenAnswer'),
  onTicket('assignments', 'assignTicket', 'Gives the ticket to an agent, or to nobody.', 'Assignment'),
  onTicket('status-changes', 'changeStatus', 'Moves the ticket to a status.', 'StatusChange'),
  onTicket('priority-changes', 'changePriority', 'Changes the priority.', 'PriorityChange'),
  onTicket('transfers', 'transferTicket', 'Puts the ticket in another queue.', 'Transfer'),
  onTicket('tag-changes', 'changeTags', 'Adds and removes tags.', 'TagChange')
]

const admin: Operation[] = [
  {
    method: 'get',
    path: '/api/v1/admin/parked',
    id: 'listParked',
    tag: 'admin',
    summary: 'Events that were set aside, oldest first.',
    query: { process: text },
    status: 200,
    answer: { listOf: 'Parked' }
  },
  {
    method: 'get',
    path: '/api/v1/admin/parked/{process}/{sequence}',
    id: 'showParked',
    tag: 'admin',
    summary: 'What is parked of one sequence, with the events.',
    status: 200,
    answer: { listOf: 'ParkedEvent' },
    problems: [404]
  },
  ...(['retry', 'skip'] as const).map(
    (what): Operation => ({
      method: 'post',
      path: `/api/v1/admin/parked/{process}/{sequence}/${what}`,
      id: `${what}Parked`,
      tag: 'admin',
      summary:
        what === 'retry'
          ? 'Handles the sequence again, in order.'
          : 'Gives up its oldest event, retries the rest.',
      body: 'Nothing',
      status: 200,
      answer: 'Retried',
      problems: [404, 409]
    })
  ),
  {
    method: 'get',
    path: '/api/v1/admin/views',
    id: 'listViews',
    tag: 'admin',
    summary: 'The views, how far they are, and their rebuilds.',
    status: 200,
    answer: { listOf: 'View' }
  },
  {
    method: 'get',
    path: '/api/v1/admin/views/{name}',
    id: 'getView',
    tag: 'admin',
    summary: 'A view, and how far its rebuild is.',
    query: {},
    status: 200,
    answer: 'View',
    problems: [404]
  },
  {
    method: 'post',
    path: '/api/v1/admin/views/{name}/rebuilds',
    id: 'rebuildView',
    tag: 'admin',
    summary: 'Builds a view anew beside the running one.',
    body: 'Nothing',
    status: 202,
    answer: 'View',
    problems: [404, 409]
  },
  {
    method: 'get',
    path: '/api/v1/admin/deliveries',
    id: 'listDeliveries',
    tag: 'admin',
    summary: 'What is asked for and not done at Telegram, oldest first.',
    query: { state: { type: 'string', enum: deliveryStates } },
    status: 200,
    answer: { listOf: 'Delivery' }
  },
  {
    method: 'post',
    path: '/api/v1/admin/deliveries/{id}/retry',
    id: 'retryDelivery',
    tag: 'admin',
    summary: 'Tries a failed or uncertain delivery once more, as a new one.',
    body: 'Nothing',
    status: 200,
    answer: 'DeliveryRetried',
    headers: ['X-Position'],
    problems: [404, 409]
  },
  {
    method: 'post',
    path: '/api/v1/admin/forgettings',
    id: 'forget',
    tag: 'admin',
    summary: 'Destroys the key of a person. Can not be undone.',
    body: 'Forgetting',
    status: 200,
    answer: 'Forgotten'
  },
  {
    method: 'post',
    path: '/api/v1/admin/api-keys',
    id: 'newApiKey',
    tag: 'admin',
    summary: 'One more key; shown only in this answer. Takes no Idempotency-Key.',
    body: 'Nothing',
    status: 201,
    answer: 'NewApiKey'
  }
]

const health = (
  path: Operation['path'],
  id: string,
  summary: string,
  answer: string,
  open = false
): Operation => ({
  method: 'get',
  path,
  id,
  tag: 'health',
  summary,
  query: {},
  status: 200,
  answer,
  headers: [],
  open
})

export const operations: readonly Operation[] = [
  ...reading,
  listing,
  removing,
  ...commands,
  ...setting('/api/v1/queues/{id}', 'Queue', 'queues', 'A queue as a setting'),
  ...setting('/api/v1/desk/main', 'Desk', 'desk', 'The settings of the desk'),
  ...slaOperations,
  ...admin,
  health('/health/live', 'live', 'The process runs.', 'Live', true),
  { ...health('/health/ready', 'ready', 'It can serve; 503 while it can not.', 'Ready', true) },
  health('/health', 'health', 'Everything an operator wants to see.', 'Health'),
  health('/metrics', 'metrics', 'For Prometheus.', 'text'),
  health('/api/v1/openapi.json', 'openapi', 'This document.', 'OpenApi', true)
]

import { position } from './schema-parts.js'
import { ofCustomer } from './ticket-parameters.js'
import type { Operation } from './types.js'

export const customerOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/customers/{id}',
    id: 'getCustomer',
    tag: 'customers',
    scopes: ['tickets:read'],
    summary:
      'Who a customer is; names are null without `tickets:personal` and once they are forgotten. While `legal_hold_until` is to come they can not be.',
    query: { min_position: position },
    status: 200,
    answer: 'Customer',
    problems: [404]
  },
  {
    method: 'patch',
    path: '/api/v1/customers/{id}',
    id: 'classifyCustomer',
    tag: 'customers',
    scopes: ['tickets:write'],
    summary:
      'Puts a customer into a tier and gives them tags, all there are; what is left out stays, null takes away.',
    body: 'CustomerChange',
    status: 200,
    answer: 'CustomerChanged',
    headers: ['X-Position'],
    problems: [404, 409]
  },
  {
    method: 'get',
    path: '/api/v1/customers/{id}/tickets',
    id: 'listCustomerTickets',
    tag: 'customers',
    scopes: ['tickets:read'],
    summary: "A customer's tickets, newest first.",
    query: ofCustomer,
    status: 200,
    answer: { listOf: 'Ticket' },
    problems: [404, 422]
  }
]

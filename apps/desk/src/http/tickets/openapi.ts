import { time } from '../openapi/schema-parts.js'
import type { Operation } from '../openapi/types.js'

export const ticketListOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/saved-lists/{id}/tickets',
    id: 'listSavedListTickets',
    tag: 'tickets',
    scopes: ['tickets:read'],
    summary: 'The tickets that a saved list stands for, by its filter and order as they are now.',
    query: { as_of: time },
    status: 200,
    answer: { listOf: 'Ticket' },
    problems: [404, 422]
  }
]

import { position, time } from '../openapi/schema-parts.js'
import type { Operation } from '../openapi/types.js'

export const ticketListOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/tickets/{id}/files/{message_id}',
    id: 'getFile',
    tag: 'tickets',
    scopes: ['tickets:read', 'tickets:personal'],
    summary:
      'The file of a message, as it comes from Telegram: 409 `file_too_big` over 20 MB, 404 where the message has none, 503 `telegram_unavailable` while Telegram does not give it.',
    query: { min_position: position },
    status: 200,
    answer: { file: '*/*' },
    problems: [404, 409]
  },
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

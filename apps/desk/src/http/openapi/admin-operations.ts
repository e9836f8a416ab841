import { deliveryStates } from '#views'
import { position, processName } from './schema-parts.js'
import type { Operation } from './types.js'

export const adminOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/admin/parked',
    id: 'listParked',
    tag: 'admin',
    scopes: ['operations:read'],
    summary: 'Events that were set aside, oldest first.',
    query: { process: processName },
    status: 200,
    answer: { listOf: 'Parked' }
  },
  {
    method: 'get',
    path: '/api/v1/admin/parked/{process}/{sequence}',
    id: 'showParked',
    tag: 'admin',
    scopes: ['operations:read'],
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
      scopes: ['admin'],
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
    scopes: ['operations:read'],
    summary: 'The views, how far they are, and their rebuilds.',
    status: 200,
    answer: { listOf: 'View' }
  },
  {
    method: 'get',
    path: '/api/v1/admin/views/{name}',
    id: 'getView',
    tag: 'admin',
    scopes: ['operations:read'],
    summary: 'A view, and how far its rebuild is.',
    query: { min_position: position },
    status: 200,
    answer: 'View',
    problems: [404]
  },
  {
    method: 'post',
    path: '/api/v1/admin/views/{name}/rebuilds',
    id: 'rebuildView',
    tag: 'admin',
    scopes: ['admin'],
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
    scopes: ['operations:read'],
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
    scopes: ['admin'],
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
    scopes: ['admin'],
    summary: 'Forgets a person, named by a ticket or by Telegram. Can not be undone.',
    body: 'Who',
    status: 200,
    answer: 'Forgotten',
    headers: ['X-Position'],
    problems: [409]
  }
]

import type { Desk } from './desk.js'

/** What the REST API says of everything, by path. */
export async function snapshotOf(desk: Desk): Promise<Record<string, unknown>> {
  const tickets = await desk.tickets()
  const paths = [
    '/api/v1/tickets',
    '/api/v1/tickets?status=resolved',
    '/api/v1/queues',
    '/api/v1/queues/general/tickets',
    '/api/v1/agents',
    ...tickets.flatMap(({ id }) => [`/api/v1/tickets/${id}/thread`, `/api/v1/tickets/${id}/events`])
  ]
  const seen: Record<string, unknown> = {}
  for (const path of paths) seen[path] = (await desk.all<object>(path)).map(timeless)
  for (const { id } of tickets) seen[id] = await desk.ticket(id)
  return seen
}

/** Without what grows by itself. */
const timeless = (item: object): object =>
  Object.fromEntries(Object.entries(item).filter(([name]) => name !== 'waiting_longest_s'))

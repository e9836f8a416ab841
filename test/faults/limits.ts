import type { Recorded } from '../support/api-types.js'
import type { Desk } from '../support/desk.js'
import type { Office } from './office.js'

const limit = 3

/** Everything that somebody has counts, so that only what is over makes room. */
export async function withLimit(desk: Desk): Promise<void> {
  const counts = ['assigned', 'in_progress', 'waiting_on_customer', 'on_hold']
  const { status } = await desk.put('/api/v1/desk/capacity', { limit, counts })
  if (status !== 200 && status !== 201) throw new Error(`the limit was answered ${status}`)
}

/** What agents were given against what was promised; empty when all is well. Ask it of a quiet desk. */
export async function brokenLimits({ desk, apiAssignments }: Office): Promise<string[]> {
  if (!desk) throw new Error('the desk does not run')
  const broken: string[] = []
  const tickets = await desk.tickets()
  const histories = new Map<string, Recorded[]>()
  for (const { id } of tickets) histories.set(id, await desk.events(id))
  for (const { ticketId, eventIds } of apiAssignments) {
    const ids = (histories.get(ticketId) ?? []).map(({ id }) => id)
    for (const id of eventIds) if (!ids.includes(id)) broken.push(`assignment ${id} of ${ticketId} is lost`)
  }
  for (const { id, capacity } of await desk.agents()) {
    const own = tickets.filter(one => one.assigned_agent_id === id && !isOver(one.status)).length
    if (capacity.held !== own || capacity.counting !== own)
      broken.push(`${id} has ${own} tickets and is shown with ${JSON.stringify(capacity)}`)
  }
  return [...broken, ...exceeded(histories)]
}

const isOver = (status: string) => status === 'resolved' || status === 'closed'

/** What a program or the desk gave counts until the ticket is over or somebody else's; what came back by itself is a fact. */
function exceeded(histories: ReadonlyMap<string, Recorded[]>): string[] {
  const broken: string[] = []
  const given = new Map<string, string>()
  const all = [...histories].flatMap(([ticket, events]) => events.map(event => ({ ticket, ...event })))
  for (const { ticket, type, data } of all.sort((a, b) => (a.position < b.position ? -1 : 1))) {
    if (['TicketAssigned', 'TicketUnassigned', 'TicketResolved', 'TicketClosed'].includes(type))
      given.delete(ticket)
    const agent = String(data['agentId'])
    if (type !== 'TicketAssigned' || !['assign', 'auto', 'routing'].includes(String(data['cause']))) continue
    given.set(ticket, agent)
    const carried = [...given.values()].filter(one => one === agent).length
    if (carried > limit) broken.push(`${agent} was given ${carried} tickets at once, ${ticket} the last`)
  }
  return broken
}

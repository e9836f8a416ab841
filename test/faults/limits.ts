import { slotsStream, toldIn } from '#domain'
import type { EventLog } from '#event-log'
import { agentIdIn, ticketIdText } from '#kernel'
import type { Recorded } from '../support/api-types.js'
import type { Desk } from '../support/desk.js'
import type { Office } from './office.js'
import { openLog } from './routed.js'

const limit = 3

/** Everything that somebody has counts, so that only what is over makes room. */
export async function withLimit(desk: Desk): Promise<void> {
  const counts = ['assigned', 'in_progress', 'waiting_on_customer', 'on_hold']
  const { status } = await desk.put('/api/v1/desk/capacity', { limit, counts })
  if (status !== 200 && status !== 201) throw new Error(`the limit was answered ${status}`)
}

/** What agents were given against what was promised; empty when all is well. Ask it of a quiet desk. */
export async function brokenLimits(office: Office, logUrl: string | undefined): Promise<string[]> {
  const { desk, apiAssignments, dataDir } = office
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
  const log = await openLog(dataDir, logUrl)
  try {
    return [...broken, ...(await exceeded({ desk, log }, histories))]
  } finally {
    await log.close()
  }
}

const isOver = (status: string) => status === 'resolved' || status === 'closed'

const byRequest = ['assign', 'auto', 'routing']
const ends = ['TicketResolved', 'TicketClosed']

/**
 * Whom a program or the desk gave a ticket while they had as many as they may have, however they had come by them. As of when
 * the place was held: a person who claims something in the same moment may go above.
 */
async function exceeded(
  { desk, log }: { readonly desk: Desk; readonly log: EventLog },
  histories: ReadonlyMap<string, Recorded[]>
): Promise<string[]> {
  const asked = new Set(
    [...histories.values()]
      .flat()
      .filter(({ type, data }) => type === 'TicketAssigned' && byRequest.includes(String(data['cause'])))
      .map(({ meta }) => meta['commandId'])
  )
  const isOverAt = (ticket: string, position: string) => {
    const before = (histories.get(ticket) ?? []).filter(event => event.position < position)
    const last = before.findLast(({ type }) => ends.includes(type) || type === 'TicketReopened')
    return last !== undefined && last.type !== 'TicketReopened'
  }
  const broken: string[] = []
  let held = 0
  for (const { id } of await desk.agents()) {
    const agentId = agentIdIn(id)
    if (!agentId) throw new Error(`${id} is no agent`)
    const slots = new Set<string>()
    for await (const event of log.readStream(slotsStream(agentId))) {
      const slot = toldIn('slots', event)
      if (!slot) continue
      const ticket = ticketIdText(slot.data.ticketId)
      if (slot.type === 'SlotReleased') {
        slots.delete(ticket)
        continue
      }
      const others = [...slots].filter(one => one !== ticket && !isOverAt(one, event.position))
      slots.add(ticket)
      if (slot.data.heldFor === undefined || !asked.has(slot.data.heldFor)) continue
      held++
      if (others.length >= limit) broken.push(`${id} was given ${ticket} beside ${others}`)
    }
  }
  if (asked.size > 0 && held === 0) broken.push('no slot is of any assignment')
  return broken
}

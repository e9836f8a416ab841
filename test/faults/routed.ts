import { join } from 'node:path'
import { slotPatienceMs, slotsDecider, slotsStream, streamCategories, toldIn } from '#domain'
import type { EventLog } from '#event-log'
import { openEventStoreLog } from '#event-log/eventstoredb'
import { openSqliteLog } from '#event-log/sqlite'
import { agentIdIn, systemClock, ticketIdText } from '#kernel'
import type { Desk } from '../support/desk.js'
import type { Office } from './office.js'

const queue = '/api/v1/queues/general'
/** The sweep looks every five seconds; the machine may be busy. */
const patienceMs = slotPatienceMs + 15_000

/** The desk finds somebody for everything that nobody has. */
export async function withRouting(desk: Desk, office: Office): Promise<void> {
  await office.listAgents(desk)
  const assignment = { strategy: 'round_robin' }
  const { status } = await desk.put(queue, { name: 'General', default: true, assignment })
  if (status !== 200) throw new Error(`the strategy was answered ${status}`)
}

/**
 * Tickets that wait for nobody, and slots that are no ticket's; empty when all is well. Ask it of a quiet desk: waits for
 * what whoever died between slot and ticket left behind, which may give somebody a ticket.
 */
export async function brokenRouting(office: Office, logUrl: string | undefined): Promise<string[]> {
  const { desk, dataDir } = office
  if (!desk) throw new Error('the desk does not run')
  const log = await openLog(dataDir, logUrl)
  try {
    const deadline = systemClock.monotonic() + patienceMs
    for (;;) {
      const broken = [...(await forgotten(desk)), ...(await slotsApart(desk, log))]
      if (broken.length === 0 || systemClock.monotonic() >= deadline) return broken
      await systemClock.sleep(500)
    }
  } finally {
    await log.close()
  }
}

export const openLog = (dataDir: string, url: string | undefined): Promise<EventLog> =>
  url === undefined
    ? openSqliteLog({ path: join(dataDir, 'log.db'), readOnly: true })
    : openEventStoreLog({ url, streamPrefixes: streamCategories.map(category => `${category}-`) })

/** What moved too often waits for a person. */
async function forgotten(desk: Desk): Promise<string[]> {
  const agents = await desk.all<{ id: string; eligible: boolean }>(`${queue}/agents`)
  const eligible = agents.filter(agent => agent.eligible).map(({ id }) => id)
  if (eligible.length === 0) return []
  const broken: string[] = []
  for (const { id, status, assigned_agent_id: agent } of await desk.tickets()) {
    if (status !== 'open' || agent !== null) continue
    const decisions = await desk.all<{ what: string }>(`/api/v1/tickets/${id}/decisions`)
    const last = decisions.at(-1)?.what ?? 'nothing'
    if (last !== 'stopped')
      broken.push(`${id} is nobody's (last: ${last}), and could be given to ${eligible.join()}`)
  }
  return broken
}

async function slotsApart(desk: Desk, log: EventLog): Promise<string[]> {
  const broken: string[] = []
  const tickets = await desk.tickets()
  for (const { id, capacity } of await desk.agents()) {
    const agentId = agentIdIn(id)
    if (!agentId) throw new Error(`${id} is no agent`)
    let slots = slotsDecider.initial
    for await (const event of log.readStream(slotsStream(agentId))) {
      const told = toldIn('slots', event)
      if (told) slots = slotsDecider.evolve(slots, told)
    }
    const held = [...slots.held.keys()].map(ticketIdText).sort()
    const theirs = tickets
      .filter(one => one.assigned_agent_id === id && one.status !== 'resolved' && one.status !== 'closed')
      .map(one => one.id)
      .sort()
    if (held.join() !== theirs.join()) broken.push(`${id} holds slots of ${held}, and has ${theirs}`)
    if (capacity.held !== held.length)
      broken.push(`${id} holds ${held.length}, and is shown with ${capacity.held}`)
  }
  return broken
}

import type { Desk } from '../support/desk.js'
import { givenByRequest, overLimit, recordedIn } from '../support/over-limit.js'
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
  const log = await openLog(dataDir, logUrl)
  const recorded = await recordedIn(log).finally(() => log.close())
  const ids = new Set<string>(recorded.map(({ id }) => id))
  for (const { ticketId, eventIds } of apiAssignments)
    for (const id of eventIds) if (!ids.has(id)) broken.push(`assignment ${id} of ${ticketId} is lost`)
  for (const { id, capacity } of await desk.agents()) {
    const own = tickets.filter(one => one.assigned_agent_id === id && !isOver(one.status)).length
    if (capacity.held !== own || capacity.counting !== own)
      broken.push(`${id} has ${own} tickets and is shown with ${JSON.stringify(capacity)}`)
  }
  const given = givenByRequest(recorded)
  process.stdout.write(`limits: ${given.length} given by request, of ${recorded.length} events\n`)
  return [...broken, ...overLimit(given, limit)]
}

const isOver = (status: string) => status === 'resolved' || status === 'closed'

import type { TicketStatus } from '#domain'
import type { Instant, QueueId } from '#kernel'
import type { DeskReads } from './desk-reads.js'

/** How a queue stands. */
export interface QueueStanding {
  readonly queueId: QueueId
  readonly name: string
  /** For the team: open, assigned or in progress. */
  readonly waiting: number
  /** Of those neither resolved nor closed. */
  readonly unassigned: number
  readonly overdue: number
  /** Of those that wait: the one opened first. */
  readonly oldest: { readonly code: string; readonly createdAt: Instant } | null
}

const waitForUs: readonly TicketStatus[] = ['open', 'assigned', 'in_progress']
const mostQueues = 500

/** What an SLA says of a queue, and who has nobody: counted alike for the API and for topics. */
export async function countsOf({ tickets, sla }: Pick<DeskReads, 'tickets' | 'sla'>, queueId: string) {
  const [unassigned, overdue] = await Promise.all([
    tickets.count({ index: 'holder', where: { live: 1, assignedAgentId: null, queueId } }),
    sla.count({ index: 'queue', where: { queueId, live: 1, standing: 'breached' } })
  ])
  return { unassigned, overdue }
}

/** Of the queues in use, in their order, as the views stand. @throws StoreUnavailable while a view is being built */
export async function queueStandings(
  reads: Pick<DeskReads, 'settings' | 'tickets' | 'sla'>
): Promise<QueueStanding[]> {
  const { settings, tickets } = reads
  const queues = await settings.find({
    index: 'kind',
    where: { kind: 'queue', retired: 0 },
    limit: mostQueues
  })
  return Promise.all(
    queues.map(async ({ settingId, body }) => {
      const waits = { index: 'state', where: { queueId: settingId, status: waitForUs } }
      const [waiting, [oldest], counts] = await Promise.all([
        tickets.count(waits),
        tickets.find({ ...waits, limit: 1 }),
        countsOf(reads, settingId)
      ])
      return {
        queueId: settingId as QueueId,
        name: String(body['name']),
        waiting,
        ...counts,
        oldest: oldest ? { code: oldest.code, createdAt: oldest.createdAt } : null
      }
    })
  )
}

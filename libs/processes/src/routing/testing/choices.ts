import { type Choice, idOf, toldIn } from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import type { TicketId } from '#kernel'
import type { RoutingProcess } from '../../../../../test/support/routing-process.js'
import { Line, type LiveTicket, ticketAfter } from '../line.js'
import { Router } from '../router.js'
import { Staff } from '../staff.js'
import { lastAgentOf } from '../wanted.js'

/** A choice on record, and the event that records it. */
export interface Assigned {
  readonly event: RecordedEvent
  readonly choice: Choice
}

/** Everything in the log, and the choices among it. */
export async function assignmentsIn(log: EventLog) {
  const events: RecordedEvent[] = []
  const assigned: Assigned[] = []
  for await (const item of log.subscribe('start', AbortSignal.timeout(60_000))) {
    if (item.kind === 'caughtUp') break
    const { event } = item
    events.push(event)
    const told = toldIn('ticket', event)
    if (told?.type !== 'RoutingDecided' || told.data.what !== 'assigned') continue
    const { chosen, because, candidates, more } = told.data
    assigned.push({ event, choice: { chosen, because, candidates, more } })
  }
  return { events, assigned }
}

/** What is chosen for the ticket by whoever has read the log up to the slot that was held for it, and nothing else. */
export async function chosenFrom(
  options: RoutingProcess['options'],
  events: readonly RecordedEvent[],
  decided: RecordedEvent
): Promise<Choice> {
  const id = idOf(decided.stream) as TicketId
  const ofSlot = events.filter(
    event =>
      event.stream.startsWith('slots-') &&
      event.data['ticketId'] === id &&
      event.meta.$causationId === decided.meta.$causationId &&
      event.position < decided.position
  )
  // What came between the slot and the ticket had it held once more.
  const slot = ofSlot[ofSlot.findLastIndex(({ type }) => type === 'SlotReleased') + 1]
  const staff = new Staff()
  const line = new Line()
  for (const event of events) {
    if (event === slot) break
    for (const fold of staff.folds) fold.apply(event)
    if (line.apply(event)) continue
    const back = events
      .filter(({ stream, revision }) => stream === event.stream && revision <= event.revision)
      .reduce<LiveTicket | undefined>(ticketAfter, undefined)
    if (back) line.put(back)
  }
  const never = async () => {}
  const router = new Router({ ...options, staffPassed: never, viewsPassed: never }, staff, line)
  const ticket = await router.known(id)
  const queue = ticket && staff.queue(ticket.queueId)
  if (!queue) throw new Error('the ticket waits somewhere')
  const last = ticket.history.routing.hadAgent ? null : await lastAgentOf(options, ticket, queue.assignment)
  return router.choice(ticket, queue, last)
}

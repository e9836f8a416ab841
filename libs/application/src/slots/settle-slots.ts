import {
  agentsMovedBy,
  type ExistingTicket,
  isOver,
  slotsDecider,
  slotsStream,
  type TicketState,
  ticketDecider,
  ticketStream,
  toldIn
} from '#domain'
import { Conflict, type RecordedEvent } from '#event-log'
import type { AgentId, TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import type { Desk } from '../desk.js'
import type { Done } from '../done.js'
import { slotContext } from './hold-slot.js'

type Part = Pick<Desk, 'runner' | 'clock'>

const hasTicket = (ticket: TicketState, agentId: AgentId): ticket is ExistingTicket =>
  ticket.exists && ticket.assignee === agentId && !isOver(ticket.status)

/**
 * Lets an agent hold the slot of a ticket exactly where the ticket is theirs: what happened is never refused. Looks again
 * after each change, so of several at once the last leaves it right.
 */
export async function settleSlot(
  { runner, clock }: Part,
  agentId: AgentId,
  ticketId: TicketId,
  context: CommandContext
): Promise<void> {
  const stream = slotsStream(agentId)
  for (;;) {
    const { state: ticket } = await runner.load(ticketDecider, ticketStream(ticketId))
    const { state: slots, revision } = await runner.load(slotsDecider, stream)
    if (hasTicket(ticket, agentId) === slots.held.has(ticketId)) return
    const command = hasTicket(ticket, agentId)
      ? {
          type: 'HoldSlot' as const,
          ...{ ticketId, queueId: ticket.queueId, limit: null },
          at: clock.now(),
          notCounting: new Set<TicketId>()
        }
      : { type: 'ReleaseSlot' as const, ticketId }
    try {
      await runner.run(slotsDecider, stream, command, slotContext(context, `settle ${agentId} ${revision}`))
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
    }
  }
}

/** Lets the slots follow an event of a ticket, whoever has it by now. */
export async function followInSlots(
  desk: Part,
  event: RecordedEvent,
  context: CommandContext
): Promise<void> {
  const told = toldIn('ticket', event)
  const named = told && agentsMovedBy(told)
  if (!named) return
  const { state } = await desk.runner.load(ticketDecider, event.stream)
  if (!state.exists) return
  const agents = new Set(state.assignee ? [...named, state.assignee] : named)
  for (const agentId of agents) await settleSlot(desk, agentId, state.ticketId, context)
}

const moving: readonly string[] = [
  'TicketAssigned',
  'TicketUnassigned',
  'TicketResolved',
  'TicketReopened',
  'TicketClosed'
]

/** Lets the slots follow what a command did to a ticket. What a crash leaves undone here, the process `slots` does. */
export async function followDone(
  desk: Part & Pick<Desk, 'log'>,
  done: Done,
  context: CommandContext
): Promise<void> {
  const revisions = done.events.flatMap(({ type, revision }) => (moving.includes(type) ? [revision] : []))
  const [first, last] = [revisions[0], revisions.at(-1)]
  if (first === undefined || last === undefined) return
  for await (const event of desk.log.readStream(done.stream, first)) {
    if (event.revision > last) return
    if (revisions.includes(event.revision)) await followInSlots(desk, event, context)
  }
}

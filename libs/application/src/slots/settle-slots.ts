import {
  agentsMovedBy,
  type Slot,
  slotPatienceMs,
  slotsDecider,
  slotsStream,
  ticketDecider,
  ticketStream,
  toldIn
} from '#domain'
import { Conflict, type RecordedEvent } from '#event-log'
import type { AgentId, Instant, TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import type { Desk } from '../desk.js'
import type { Done } from '../done.js'
import { holdForFact, slotContext } from './hold-slot.js'
import { hasTicket } from './limits.js'

type Part = Pick<Desk, 'runner' | 'clock'>

/**
 * Whose slot may go, of a ticket that is not the agent's: `followed`: one held before the ticket's last event, so that whatever
 * it was held for is on record by now, or must decide again and hold anew. `given up`: one that this command held for itself.
 * `swept`: one whose assignment never came.
 */
export type Letting = 'followed' | 'given up' | 'swept'

/**
 * Lets an agent hold the slot of a ticket exactly where the ticket is theirs: what happened is never refused. Looks again
 * after each change, so of several at once the last leaves it right.
 */
export async function settleSlot(
  { runner, clock }: Part,
  agentId: AgentId,
  ticketId: TicketId,
  context: CommandContext,
  letting: Letting = 'followed'
): Promise<void> {
  const stream = slotsStream(agentId)
  for (;;) {
    const { state: ticket, revision: ticketRevision } = await runner.load(
      ticketDecider,
      ticketStream(ticketId)
    )
    const { state: slots, revision } = await runner.load(slotsDecider, stream)
    const slot = slots.held.get(ticketId)
    const step = slotContext(context, `settle ${agentId} ${revision}`)
    if (hasTicket(ticket, agentId)) {
      if (slot) return
      await holdForFact(
        { runner, clock },
        { agentId, ticketId, queueId: ticket.queueId, ticketRevision },
        step
      )
      continue
    }
    const why = letting === 'given up' ? { heldFor: context.commandId } : letting
    if (!slot || !mayGo(slot, ticketRevision, clock.now(), why)) return
    try {
      const release = { type: 'ReleaseSlot' as const, ticketId }
      await runner.run(slotsDecider, stream, release, { ...step, ifRevision: revision })
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
    }
  }
}

function mayGo(
  slot: Slot,
  ticketRevision: number,
  now: Instant,
  letting: 'followed' | 'swept' | Pick<Slot, 'heldFor'>
): boolean {
  if (letting === 'swept') return now - slot.at >= slotPatienceMs
  const isOwn = letting !== 'followed' && letting.heldFor === slot.heldFor
  return isOwn || slot.ticketRevision < ticketRevision
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

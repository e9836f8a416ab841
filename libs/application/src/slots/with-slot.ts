import {
  type Actor,
  agentDecider,
  agentStream,
  type Decider,
  type DeskEvent,
  type TicketCommand,
  type TicketEvent,
  type TicketState,
  ticketStream
} from '#domain'
import type { AgentId, Outcome, TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import type { Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'
import { holdSlot, type SlotRefusal, type SlotWanted } from './hold-slot.js'
import { settleSlot } from './settle-slots.js'

type Part = Pick<Desk, 'runner' | 'settings' | 'clock'>

/** How somebody who is named gets the ticket: by request, for which a slot is held first. */
type Asked = Pick<SlotWanted, 'agentId' | 'force' | 'evenAway'>

/**
 * Whom these commands ask to be given the ticket, where limits are a question. Undefined: nobody is, or a person takes it,
 * or a lead gives it. Whoever asks in a topic sees that a colleague is away.
 */
export async function askedFor(
  { runner }: Part,
  commands: readonly TicketCommand[],
  actor: Actor
): Promise<Asked | undefined> {
  const assigning = commands.findLast(({ type }) => type === 'AssignTicket')
  if (assigning?.type !== 'AssignTicket') return undefined
  const { agentId, force = false } = assigning
  const asking = /^agent:(.*)$/.exec(actor)?.[1]
  if (asking === undefined) return { agentId, force, evenAway: false }
  const { state } = await runner.load(agentDecider, agentStream(asking as AgentId))
  const mayExceed = asking === agentId || (state.exists && state.profile.role === 'lead')
  return mayExceed ? undefined : { agentId, force, evenAway: true }
}

/**
 * Holds the slot, then lets the ticket decide; whatever it says, the slot is held in the end exactly where the ticket is
 * the agent's. Nothing is held for what the ticket knows already, or would refuse.
 */
export async function withSlot<C, E extends TicketEvent & DeskEvent, R extends string>(
  desk: Part,
  decider: Decider<C, TicketState, E, R>,
  {
    command,
    ticketId,
    asked,
    context
  }: {
    readonly command: C
    readonly ticketId: TicketId
    readonly asked: Asked
    readonly context: CommandContext
  }
): Promise<Outcome<Done, R | SlotRefusal | RunnerRefusal>> {
  const { runner } = desk
  const stream = ticketStream(ticketId)
  const act = () => runner.run(decider, stream, command, context)
  const { state, revision, answers } = await runner.load(decider, stream)
  const isKnown = answers.get(context.commandId) !== undefined
  const isStale = context.ifRevision !== undefined && context.ifRevision !== revision
  const decided = decider.decide(command, state)
  const gives = decided.ok && decided.value.some(isGiving(asked.agentId))
  if (isKnown || isStale || !gives) return act()
  const after = decided.value.reduce<TicketState>((reached, event) => decider.evolve(reached, event), state)
  if (!after.exists) return act()
  const wanted = { ...asked, ticketId, queueId: after.queueId }
  const held = await holdSlot(desk, wanted, context)
  if (!held.ok) return held
  const done = await act()
  if (!done.ok) await settleSlot(desk, asked.agentId, ticketId, context)
  return done
}

const isGiving =
  (agentId: AgentId) =>
  (event: TicketEvent): boolean =>
    event.type === 'TicketAssigned' && event.data.agentId === agentId

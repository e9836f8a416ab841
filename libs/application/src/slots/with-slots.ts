import {
  type Actor,
  agentDecider,
  agentStream,
  type Decider,
  type DeskEvent,
  isOver,
  leads,
  type TicketCommand,
  type TicketEvent,
  type TicketState,
  ticketStream
} from '#domain'
import type { AgentId, Outcome, TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import type { Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal, RunOptions } from '../stream-runner.js'
import { holdForFact, holdSlot, type SlotRefusal, type SlotWanted } from './hold-slot.js'
import { hasTicket } from './limits.js'
import { followDone, settleSlot } from './settle-slots.js'

type Part = Pick<Desk, 'log' | 'runner' | 'settings' | 'clock'>

/** How somebody who is named gets the ticket: by request, for which a slot is held first. */
type Asked = Pick<SlotWanted, 'agentId' | 'force' | 'evenAway'>

/**
 * Whom these commands ask to be given the ticket, where limits are a question. Undefined: nobody is, or a person takes it,
 * or a lead gives it. Whoever asks in a topic sees that a colleague is away.
 */
export async function askedFor(
  { runner }: Pick<Desk, 'runner'>,
  commands: readonly TicketCommand[],
  actor: Actor
): Promise<Asked | undefined> {
  const assigning = commands.findLast(({ type }) => type === 'AssignTicket')
  if (assigning?.type !== 'AssignTicket') return undefined
  const { agentId, force = false } = assigning
  const asking = /^agent:(.*)$/.exec(actor)?.[1]
  if (asking === undefined) return { agentId, force, evenAway: false }
  const { state } = await runner.load(agentDecider, agentStream(asking as AgentId))
  const mayExceed = asking === agentId || (state.exists && leads(state.profile.role))
  return mayExceed ? undefined : { agentId, force, evenAway: true }
}

/** What a ticket is asked, and who is asked for by it. */
export interface Asking<C, E extends TicketEvent & DeskEvent, R extends string> {
  readonly decider: Decider<C, TicketState, E, R>
  readonly command: C
  readonly ticketId: TicketId
  readonly context: CommandContext
  /** Undefined: whoever gets the ticket by this gets it as a fact, however many they have. */
  readonly asked?: Asked | undefined
}

/**
 * Lets a ticket decide. Whoever gets it by that holds its slot before it is on record, so at every moment the slots tell of
 * at least the tickets that are somebody's, and two requests can't both take the last place. Slots of whoever loses it follow.
 */
export async function withSlots<C, E extends TicketEvent & DeskEvent, R extends string>(
  desk: Part,
  { decider, command, ticketId, context, asked }: Asking<C, E, R>
): Promise<Outcome<Done, R | SlotRefusal | RunnerRefusal>> {
  const held = new Set<AgentId>()
  let given: AgentId | undefined
  const prepare: RunOptions<TicketState, E, SlotRefusal>['prepare'] = async (events, { state, revision }) => {
    // Decided again, it may go to somebody else, or to nobody.
    given = undefined
    const after = events.reduce<TicketState>((reached, event) => decider.evolve(reached, event), state)
    if (!after.exists || after.assignee === null || isOver(after.status)) return undefined
    const agentId = after.assignee
    if (hasTicket(state, agentId)) return undefined
    held.add(agentId)
    given = agentId
    const wanted = { agentId, ticketId, queueId: after.queueId, ticketRevision: revision }
    if (agentId !== asked?.agentId) return void (await holdForFact(desk, wanted, context))
    const outcome = await holdSlot(desk, { ...asked, ...wanted }, context)
    return outcome.ok ? undefined : outcome
  }
  const done = await desk.runner.run(decider, ticketStream(ticketId), command, context, { prepare })
  if (done.ok) await followDone(desk, done.value, context)
  // Whoever would have got it, as the ticket was then, and did not; by whoever asked a slot may have been held before, too.
  const keeps = done.ok && done.value.events.length > 0 ? given : undefined
  const others = new Set([...held, ...(asked && !done.ok ? [asked.agentId] : [])])
  for (const agentId of others)
    if (agentId !== keeps) await settleSlot(desk, agentId, ticketId, context, 'given up')
  return done
}

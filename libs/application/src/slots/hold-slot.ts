import { type AgentState, isHeldFor, type Slot, type SlotsState, slotsDecider, slotsStream } from '#domain'
import { Conflict } from '#event-log'
import { type AgentId, commandIdFor, type Outcome, ok, type QueueId, refuse, type TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import type { Desk } from '../desk.js'
import type { Loaded } from '../stream-runner.js'
import { activeAgent, limitOf, notCounting } from './limits.js'

/** Why an assignment that is asked for does not come to the ticket at all. */
export type SlotRefusal = 'agent_at_capacity' | 'agent_away'

export type SlotOutcome = Outcome<undefined, SlotRefusal>

type Part = Pick<Desk, 'runner' | 'settings' | 'clock'>

/** Whom a ticket is to be given to, and what of that person is no question. */
export interface SlotWanted {
  readonly agentId: AgentId
  readonly ticketId: TicketId
  readonly queueId: QueueId
  /** The ticket's, as it was when this was wanted; -1: there is none yet. */
  readonly ticketRevision: number
  /** However many they have, and whether they are there or not. */
  readonly force: boolean
  /** Whoever asks sees that the agent is away. */
  readonly evenAway: boolean
}

/** So often others may be faster. */
const maxTurns = 20

/** Holds the slot of a ticket where the agent is there and may have one more, however many ask at once. @throws Conflict */
export async function holdSlot(
  desk: Part,
  wanted: SlotWanted,
  context: CommandContext
): Promise<SlotOutcome> {
  const stream = slotsStream(wanted.agentId)
  for (let turn = 1; ; turn++) {
    const seen = await desk.runner.load(slotsDecider, stream)
    const held = await tryToHold(desk, wanted, seen, context)
    if (held?.ok) return held
    const { revision } = await desk.runner.load(slotsDecider, stream)
    // What others held meanwhile counted without being looked at.
    if (held && (revision === seen.revision || turn === maxTurns)) return held
    if (turn === maxTurns) throw new Conflict(stream, seen.revision, revision)
  }
}

/**
 * Once, by the slots as they were seen. Undefined: others were faster. `only`: held only where nothing has changed since.
 */
export async function tryToHold(
  desk: Part,
  { agentId, force, evenAway, ...slot }: SlotWanted,
  { state, revision }: Loaded<SlotsState>,
  context: CommandContext,
  only = false
): Promise<SlotOutcome | undefined> {
  const { runner, settings, clock } = desk
  const { ticketId, ticketRevision } = slot
  const wanted = { ticketRevision, heldFor: context.commandId, at: clock.now() }
  if (isHeldFor(state.held.get(ticketId), wanted)) return ok(undefined)
  const agent = await activeAgent(desk, agentId)
  if (!agent || (!force && !evenAway && agent.availability !== 'available')) return away(agent)
  const capacity = await settings.capacity()
  const limit = force ? null : limitOf(agent.profile, capacity)
  const mayBeFull = limit !== null && state.held.size >= limit
  const command = {
    type: 'HoldSlot' as const,
    ...{ ...slot, ...wanted, limit },
    notCounting: mayBeFull ? await notCounting(desk, agentId, state, capacity) : new Map<TicketId, Slot>()
  }
  const step = slotContext(context, `hold ${agentId} ${revision}`)
  try {
    const condition = only ? { ...step, ifRevision: revision } : step
    const held = await runner.run(slotsDecider, slotsStream(agentId), command, condition)
    if (held.ok) return ok(undefined)
    return held.reason === 'agent_at_capacity' ? refuse('agent_at_capacity', held.details) : undefined
  } catch (error) {
    if (error instanceof Conflict) return undefined
    throw error
  }
}

/** Holds the slot of what somebody takes, or is left with: what people do is never refused. */
export async function holdForFact(
  { runner, clock }: Pick<Desk, 'runner' | 'clock'>,
  { agentId, ...slot }: Omit<SlotWanted, 'force' | 'evenAway'>,
  context: CommandContext
): Promise<void> {
  const at = clock.now()
  const command = {
    type: 'HoldSlot' as const,
    ...{ ...slot, limit: null, heldFor: context.commandId },
    at,
    notCounting: new Map<TicketId, Slot>()
  }
  // What was held by this command and let go since, which takes its time, is held by it once more.
  const step = `hold ${agentId} ${slot.ticketRevision} ${at}`
  await runner.run(slotsDecider, slotsStream(agentId), command, slotContext(context, step))
}

const away = (agent: Extract<AgentState, { exists: true }> | undefined): SlotOutcome =>
  refuse('agent_away', { availability: agent?.availability ?? 'away', until: agent?.until ?? null })

/** Of a step of a command on a ticket: slots hold nothing about a customer. */
export const slotContext = (context: CommandContext, step: string): CommandContext => ({
  commandId: commandIdFor(context.commandId, step),
  causationId: context.causationId,
  correlationId: context.correlationId,
  actor: context.actor,
  ...(context.traceparent === undefined ? {} : { traceparent: context.traceparent })
})

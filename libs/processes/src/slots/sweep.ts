import { type CommandContext, type Desk, settleSlot } from '#application'
import { slotPatienceMs } from '#domain'
import { type AgentId, type Clock, commandIdFor, type Instant, type TicketId } from '#kernel'
import type { Logger } from '#observability'
import type { SlotDirectory } from '../directories/index.js'

export interface SlotSweepOptions {
  readonly desk: Pick<Desk, 'runner' | 'clock'>
  readonly slots: SlotDirectory
  readonly clock: Clock
  readonly logger: Logger
}

const lookEveryMs = 5000

/**
 * Releases slots that were held for an assignment which never came: whoever asked died between the two. Each slot is looked
 * at once it is old enough for that; one that has its assignment is the keeper's from then on.
 */
export function createSlotSweep({ desk, slots, clock, logger }: SlotSweepOptions) {
  /** By agent: the slots that are known to have had their assignment. */
  const assigned = new Map<AgentId, Map<TicketId, Instant>>()

  async function look(): Promise<void> {
    const now = clock.now()
    for (const agentId of slots.agents()) {
      const { held } = slots.of(agentId)
      const before = assigned.get(agentId)
      const seen = new Map<TicketId, Instant>()
      for (const [ticketId, { at }] of held) {
        if (now - at < slotPatienceMs) continue
        if (before?.get(ticketId) !== at) await settle(agentId, ticketId, at)
        seen.set(ticketId, at)
      }
      assigned.set(agentId, seen)
    }
  }

  function settle(agentId: AgentId, ticketId: TicketId, at: Instant): Promise<void> {
    const cause = `slot ${agentId} ${ticketId} ${at}`
    const context: CommandContext = {
      commandId: commandIdFor(cause),
      causationId: cause,
      correlationId: ticketId,
      actor: 'process:slots'
    }
    return settleSlot(desk, agentId, ticketId, context, 'swept')
  }

  return {
    look,
    /** Until the signal is aborted; never throws. */
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        await look().catch(error => logger.warn({ error }, 'slots could not be looked at; trying again'))
        await clock.sleep(lookEveryMs, signal)
      }
    }
  }
}

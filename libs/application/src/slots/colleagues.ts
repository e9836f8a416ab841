import { type Colleague, type SlotsState, slotsDecider, slotsStream, turnOf } from '#domain'
import type { AgentId, Instant, QueueId } from '#kernel'
import type { Desk } from '../desk.js'
import type { Loaded } from '../stream-runner.js'
import { activeAgent, limitOf, notCounting } from './limits.js'
import type { Joined } from './members.js'

/** A colleague, and the slots that their load was counted from. */
export interface Counted {
  readonly colleague: Colleague
  readonly slots: Loaded<SlotsState>
}

/**
 * As the log has them now: availability, limit, load, and when the last slot in this queue was. Of the tickets that make the
 * load, what others did may be missing for `maxAgeMs`.
 */
export async function colleaguesIn(
  desk: Pick<Desk, 'runner' | 'settings' | 'clock'>,
  members: ReadonlyMap<AgentId, Joined>,
  queueId: QueueId,
  maxAgeMs: number
): Promise<readonly Counted[]> {
  const capacity = await desk.settings.capacity()
  const all = await Promise.all(
    [...members].map(async ([agentId, joined]): Promise<Counted[]> => {
      const agent = await activeAgent(desk, agentId)
      if (!agent) return []
      const slots = await desk.runner.load(slotsDecider, slotsStream(agentId))
      const { state } = slots
      const free = await notCounting(desk, agentId, state, capacity, maxAgeMs)
      const colleague: Colleague = {
        agentId,
        availability: agent.availability,
        skills: agent.profile.skills,
        limit: limitOf(agent.profile, capacity),
        load: state.held.size - free.size,
        turn: turnIn(state.lastIn.get(queueId), joined)
      }
      return [{ colleague, slots }]
    })
  )
  return all.flat()
}

/** By the clocks of those who recorded it: as routing has it by positions, but for what falls into one millisecond. */
const turnIn = (slot: Instant | undefined, { queueAt, deskAt }: Joined): string =>
  turnOf(slot === undefined ? undefined : asText(slot), asText(queueAt), asText(deskAt))

const asText = (at: Instant): string => String(at).padStart(16, '0')

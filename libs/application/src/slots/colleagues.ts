import {
  type Assignment,
  type Colleague,
  membersOf,
  type SlotsState,
  slotsDecider,
  slotsStream
} from '#domain'
import type { AgentId, QueueId, TeamId } from '#kernel'
import type { Desk } from '../desk.js'
import type { DeskReads } from '../queries/desk-reads.js'
import type { Loaded } from '../stream-runner.js'
import { activeAgent, limitOf, notCounting } from './limits.js'

/** A colleague, and the slots that their load was counted from. */
export interface Counted {
  readonly colleague: Colleague
  readonly slots: Loaded<SlotsState>
}

/** Ids of those who may get a ticket: a team's members, else those of the queue's teams, else everybody. */
export async function membersFor(
  { settings }: Pick<Desk, 'settings'>,
  reads: Pick<DeskReads, 'agents'>,
  team: TeamId | null,
  { teams }: Pick<Assignment, 'teams'>
): Promise<readonly AgentId[]> {
  const wanted = team === null ? teams : [team]
  if (wanted.length === 0) return activeIn(reads)
  const members = await Promise.all(
    wanted.map(async id => membersOf((await settings.body('team', id)) ?? {}))
  )
  return [...new Set(members.flat())]
}

async function activeIn({ agents }: Pick<DeskReads, 'agents'>): Promise<AgentId[]> {
  const ids: AgentId[] = []
  for (let after: { order: number; id: string } | undefined; ; ) {
    const page = await agents.find({
      index: 'registered',
      where: { active: 1 },
      ...(after && { after }),
      limit: 500
    })
    ids.push(...page.map(({ id }) => id))
    const last = page.at(-1)
    if (!last || page.length < 500) return ids
    after = { order: last.registeredAt, id: last.id }
  }
}

/**
 * As the log has them now: availability, limit, load, and when the last slot in this queue was. Of the tickets that make the
 * load, what others did may be missing for `maxAgeMs`.
 */
export async function colleaguesIn(
  desk: Pick<Desk, 'runner' | 'settings' | 'clock'>,
  ids: readonly AgentId[],
  queueId: QueueId,
  maxAgeMs: number
): Promise<readonly Counted[]> {
  const capacity = await desk.settings.capacity()
  const all = await Promise.all(
    ids.map(async (agentId): Promise<Counted[]> => {
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
        turn: String(state.lastIn.get(queueId) ?? 0).padStart(16, '0')
      }
      return [{ colleague, slots }]
    })
  )
  return all.flat()
}

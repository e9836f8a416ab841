import { type Actor, agentDecider, agentStream, type TicketCommand } from '#domain'
import { type Refusal, refuse } from '#kernel'
import type { Desk } from './desk.js'

/** Why a ticket can't be brought together with somebody or something else. */
export type GuardRefusal = 'agent_unknown' | 'queue_unknown' | 'team_unknown'

/**
 * What must hold between a ticket and the rest of the desk, whoever asks: an agent who is named is one and has not been
 * removed, a queue and a team are in use; of every command that has an `agentId`, a `queueId` or a `teamId`. What a ticket can tell by itself (the
 * form of a tag, what leads to a status) it decides. Agents who act for themselves were looked at when they came in.
 */
export async function guardOf(
  { runner, settings }: Pick<Desk, 'runner' | 'settings'>,
  command: TicketCommand,
  actor: Actor
): Promise<Refusal<GuardRefusal> | undefined> {
  // A fact of what was refused, and the opening in the default queue, ask for nothing.
  if (command.type === 'RefuseCommand' || command.type === 'OpenTicket') return undefined
  if ('agentId' in command && command.agentId !== null && actor !== `agent:${command.agentId}`) {
    const { state } = await runner.load(agentDecider, agentStream(command.agentId))
    if (!state.exists || state.removed) return refuse('agent_unknown')
  }
  if ('queueId' in command && !(await settings.queueExists(command.queueId))) return refuse('queue_unknown')
  const teamId = 'teamId' in command ? (command.teamId ?? null) : null
  if (teamId !== null && !(await settings.body('team', teamId))) return refuse('team_unknown')
  return undefined
}

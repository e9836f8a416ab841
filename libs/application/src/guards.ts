import { type Actor, agentDecider, agentStream, type TicketCommand } from '#domain'
import { type AgentId, type Refusal, refuse } from '#kernel'
import type { Desk } from './desk.js'

/** Why a ticket can't be brought together with somebody or something else. */
export type GuardRefusal = 'agent_unknown' | 'queue_unknown'

/**
 * What must hold between a ticket and the rest of the desk, whoever asks: an agent who is named is one and has not been
 * removed, a queue is in use. What a ticket can tell by itself (the form of a tag, what leads to a status) it decides.
 * Agents who act for themselves were looked at when they came in.
 */
export async function guardOf(
  { runner, settings }: Pick<Desk, 'runner' | 'settings'>,
  command: TicketCommand,
  actor: Actor
): Promise<Refusal<GuardRefusal> | undefined> {
  const isActive = async (agentId: AgentId) => {
    const { state } = await runner.load(agentDecider, agentStream(agentId))
    return state.exists && !state.removed
  }
  switch (command.type) {
    case 'ClaimTicket':
    case 'AssignTicket':
    case 'RequestReply':
    case 'ResendReply':
    case 'EditReply':
    case 'AddNote': {
      const { agentId } = command
      const isOther = agentId !== null && actor !== `agent:${agentId}`
      return isOther && !(await isActive(agentId)) ? refuse('agent_unknown') : undefined
    }
    case 'TransferTicket':
      return (await settings.queueExists(command.queueId)) ? undefined : refuse('queue_unknown')
    default:
      return undefined
  }
}

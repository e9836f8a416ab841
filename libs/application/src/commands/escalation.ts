import { agentDecider, agentStream, type TicketCommand } from '#domain'
import type { AgentId } from '#kernel'
import type { Desk } from '../desk.js'

type Part = Pick<Desk, 'runner' | 'rules'>

/** An escalation with the levels of the teams as they are, and whoever takes note with the teams for which they may. */
export async function withTeams(desk: Part, command: TicketCommand): Promise<TicketCommand> {
  switch (command.type) {
    case 'EscalateTicket':
      return { ...command, levels: desk.rules.levels() }
    case 'AcknowledgeEscalation':
      return 'agentId' in command.by
        ? { ...command, teams: await teamsOf(desk, command.by.agentId) }
        : command
    default:
      return command
  }
}

/** Null: leads take note for any team. */
async function teamsOf({ runner, rules }: Part, agentId: AgentId) {
  const { state } = await runner.load(agentDecider, agentStream(agentId))
  return state.exists && state.profile.role !== 'agent' ? null : rules.teamsOf(agentId)
}

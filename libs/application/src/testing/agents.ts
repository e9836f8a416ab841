import type { AgentId } from '#kernel'
import { ActOnAgent, ActOnAgentHandler } from '../commands/act-on-agent.js'
import { SeeAgent, SeeAgentHandler } from '../commands/see-agent.js'
import { contextOf, type TestDesk } from './test-desk.js'

/** Somebody who is there, with a limit of their own or none. */
export async function agentOf(
  desk: TestDesk,
  user: number,
  capacity: number | null = null
): Promise<AgentId> {
  const subjectId = await desk.vault.subjectFor(user)
  const profile = { user_id: user, display_name: `Agent ${user}`, username: null }
  const see = new SeeAgent(subjectId, profile, contextOf(`see ${user}`))
  const seen = await new SeeAgentHandler(desk).execute(see)
  if (!seen.ok) throw new Error(seen.reason)
  const { agentId } = seen.value
  const change = { type: 'ChangeProfile', change: { capacity } } as const
  await new ActOnAgentHandler(desk).execute(new ActOnAgent(agentId, change, contextOf(`profile ${user}`)))
  return agentId
}

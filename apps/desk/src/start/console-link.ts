import { randomUUID } from 'node:crypto'
import type { CommandBus } from '@nestjs/cqrs'
import { ActOnAgent, type CommandContext, SeeAgent, type StreamRunner } from '#application'
import { agentDecider, agentStream } from '#domain'
import { agentIdFor, commandIdFor } from '#kernel'
import type { Vault } from '#privacy'
import type { Sessions } from '../http/auth/sessions.js'

/** Of the sandbox's team. */
export interface SandboxPerson {
  readonly id: number
  readonly first_name: string
  readonly username?: string
}

/**
 * Where somebody of the sandbox's team gets into the console: they are made an agent, and an admin, for whoever tries the
 * desk is to see all of it; but who was given another role keeps it, and who was retired gets in no more. Nothing of this is there with a real bot.
 */
export function createConsoleLink(parts: {
  readonly vault: Pick<Vault, 'subjectFor'>
  readonly runner: StreamRunner
  readonly commands: Pick<CommandBus, 'execute'>
  readonly sessions: Sessions
  readonly publicUrl: string
}): (person: SandboxPerson) => Promise<string> {
  const { vault, runner, commands, sessions, publicUrl } = parts
  const context = (): CommandContext => {
    const cause = randomUUID()
    return {
      commandId: commandIdFor(cause),
      causationId: cause,
      correlationId: cause,
      actor: 'process:sandbox'
    }
  }
  return async ({ id, first_name, username }) => {
    const subjectId = await vault.subjectFor(id)
    const agentId = agentIdFor(subjectId)
    const { state } = await runner.load(agentDecider, agentStream(agentId))
    // Who ever had another role, or was retired, has it from somebody.
    if (!state.exists || state.turns === 0) {
      const profile = { user_id: id, display_name: first_name, username: username ?? null }
      const seen = await commands.execute(new SeeAgent(subjectId, profile, context(), 'listed'))
      if (!seen.ok) throw new Error(seen.reason)
      const change = { type: 'ChangeProfile', change: { role: 'admin' } } as const
      const made = await commands.execute(new ActOnAgent(agentId, change, context()))
      if (!made.ok) throw new Error(made.reason)
    }
    return `${publicUrl}/console#/sign-in/${await sessions.codes.make(agentId)}`
  }
}

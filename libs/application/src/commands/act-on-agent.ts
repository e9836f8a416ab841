import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type AgentCommand, type AgentRefusal, agentDecider, agentStream } from '#domain'
import type { AgentId, Outcome } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Sets what an agent can do and carry, and whether they are there. A reason is sealed under the agent's own key. */
export class ActOnAgent extends Command<Outcome<Done, AgentRefusal | RunnerRefusal>> {
  constructor(
    readonly agentId: AgentId,
    readonly command: Exclude<AgentCommand, { type: 'SeeAgent' | 'RemoveAgent' }>,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(ActOnAgent)
export class ActOnAgentHandler implements ICommandHandler<ActOnAgent> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ agentId, command, context }: ActOnAgent) {
    return this.desk.runner.run(agentDecider, agentStream(agentId), command, context)
  }
}

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { agentDecider, agentStream } from '#domain'
import type { AgentId, Outcome } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'

/** Takes somebody off the list of agents, until they are put on it again. Their tickets stay theirs. */
export class RemoveAgent extends Command<Outcome<Done, 'unknown_agent'>> {
  constructor(
    readonly agentId: AgentId,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(RemoveAgent)
export class RemoveAgentHandler implements ICommandHandler<RemoveAgent> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ agentId, context }: RemoveAgent): Promise<Outcome<Done, 'unknown_agent'>> {
    const remove = { type: 'RemoveAgent' as const, agentId }
    const done = await this.desk.runner.run(agentDecider, agentStream(agentId), remove, context)
    if (done.ok) return done
    switch (done.reason) {
      case 'unknown_agent':
        return { ...done, reason: done.reason }
      case 'not_an_agent':
      case 'until_past':
      case 'precondition_failed':
      case 'customer_forgotten':
        throw new Error(`removing an agent was refused: ${done.reason}`)
    }
  }
}

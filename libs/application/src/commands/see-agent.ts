import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { agentDecider, agentStream } from '#domain'
import { type AgentId, agentIdFor, canonicalJson, type Outcome, ok, refuse, type SubjectId } from '#kernel'
import { conceal, digestOf, KeyGone } from '#privacy'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { AgentPersonal } from '../personal-shapes.js'

/**
 * Somebody did something in the staff group: registered as an agent at first sight, unless the desk takes only listed ones
 * and this is none of them, or they were removed (`not_an_agent`). A changed name is recorded. All of it under the agent's
 * own key, whatever the context says.
 */
export class SeeAgent extends Command<
  Outcome<Done & { readonly agentId: AgentId }, 'not_an_agent' | 'agent_forgotten'>
> {
  constructor(
    /** Of the agent's Telegram user. */
    readonly subjectId: SubjectId,
    readonly profile: AgentPersonal,
    readonly context: CommandContext,
    /** `listed`: put on the list by whoever may do that. */
    readonly how: 'seen' | 'listed' = 'seen'
  ) {
    super()
  }
}

@CommandHandler(SeeAgent)
export class SeeAgentHandler implements ICommandHandler<SeeAgent> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ subjectId, profile, context, how }: SeeAgent) {
    const { runner, settings } = this.desk
    const agentId = agentIdFor(subjectId)
    const stream = agentStream(agentId)
    const { state } = await runner.load(agentDecider, stream)
    const mayBeNew = how === 'listed' || (await settings.desk()).agents === 'group'
    if (!state.exists && !mayBeNew) return refuse('not_an_agent')
    const digest = await this.#digest(subjectId, profile)
    if (digest === undefined) return refuse('agent_forgotten')
    const see = { type: 'SeeAgent' as const, how, agentId, digest, profile: conceal(profile) }
    const seen = await runner.run(agentDecider, stream, see, { ...context, subjectId })
    if (seen.ok) return ok({ ...seen.value, agentId })
    switch (seen.reason) {
      case 'customer_forgotten':
        return refuse('agent_forgotten')
      case 'not_an_agent':
        return refuse('not_an_agent')
      case 'precondition_failed':
      case 'unknown_agent':
      case 'until_past':
        throw new Error(`seeing an agent was refused: ${seen.reason}`)
    }
  }

  async #digest(subjectId: SubjectId, profile: AgentPersonal): Promise<string | undefined> {
    try {
      return await digestOf(this.desk.vault, subjectId, canonicalJson(profile))
    } catch (error) {
      if (error instanceof KeyGone) return undefined
      throw error
    }
  }
}

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type Classification, conversationDecider, conversationStream } from '#domain'
import { type ConversationId, type Outcome, ok, refuse, type SubjectId } from '#kernel'
import { type CommandContext, stepOf } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'

/**
 * Puts a person into a tier and gives them tags, in each of their conversations; what is left out stays. Those that have not
 * begun are left out of the answer.
 */
export class ClassifyCustomer extends Command<Outcome<readonly Done[], 'customer_forgotten'>> {
  constructor(
    readonly subjectId: SubjectId,
    readonly conversations: readonly ConversationId[],
    readonly change: Partial<Classification>,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(ClassifyCustomer)
export class ClassifyCustomerHandler implements ICommandHandler<ClassifyCustomer> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ subjectId, conversations, change, context }: ClassifyCustomer) {
    if (!(await this.desk.vault.keyOf(subjectId))) return refuse('customer_forgotten')
    const all: Done[] = []
    for (const id of conversations) {
      const command = { type: 'ClassifyCustomer' as const, ...change }
      const step = stepOf(context, id)
      const done = await this.desk.runner.run(conversationDecider, conversationStream(id), command, step)
      if (done.ok) all.push(done.value)
      else if (done.reason !== 'unknown_conversation')
        throw new Error(`a conversation refused what the team holds of its customer: ${done.reason}`)
    }
    return ok(all)
  }
}

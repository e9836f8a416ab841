import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type ConversationRefusal, conversationDecider, conversationStream } from '#domain'
import type { BotId, ConversationId, Outcome, Personal } from '#kernel'
import { conceal } from '#privacy'
import { type CommandContext, stepOf } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { StartPersonal } from '../personal-shapes.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** The customer pressed start: begins the conversation where there is none, opens no ticket, asks for a greeting. */
export class GreetCustomer extends Command<Outcome<Done, ConversationRefusal | RunnerRefusal>> {
  constructor(
    readonly conversation: {
      readonly conversationId: ConversationId
      readonly bot: BotId
      readonly language: string | null
      readonly customer: Personal
    },
    readonly start: {
      /** What the link carries by which the customer came. */
      readonly payload?: string | undefined
      /** The topic of the private chat. */
      readonly threadId?: number | undefined
    },
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(GreetCustomer)
export class GreetCustomerHandler implements ICommandHandler<GreetCustomer> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ conversation, start: { payload, threadId }, context }: GreetCustomer) {
    const { runner } = this.desk
    const stream = conversationStream(conversation.conversationId)
    const start = { type: 'StartConversation' as const, ...conversation }
    const started = await runner.run(conversationDecider, stream, start, stepOf(context, 'start'))
    if (!started.ok) return started
    const greet = {
      type: 'RequestGreeting' as const,
      language: conversation.language,
      ...(threadId !== undefined && { threadId }),
      ...(payload !== undefined && { start: conceal({ payload } satisfies StartPersonal) })
    }
    return runner.run(conversationDecider, stream, greet, context)
  }
}

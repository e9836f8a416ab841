import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type ConversationRefusal, conversationDecider, conversationStream } from '#domain'
import { type ConversationId, type Instant, type Outcome, ok } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import { type Done, nothingDone } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** The customer blocked the bot or took it back, at this time. Without a conversation there is nothing to record. */
export class RecordReachability extends Command<Outcome<Done, ConversationRefusal | RunnerRefusal>> {
  constructor(
    readonly conversationId: ConversationId,
    readonly reachable: boolean,
    readonly at: Instant,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(RecordReachability)
export class RecordReachabilityHandler implements ICommandHandler<RecordReachability> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ conversationId, reachable, at, context }: RecordReachability) {
    const stream = conversationStream(conversationId)
    const command = { type: 'RecordReachable' as const, reachable, at }
    const outcome = await this.desk.runner.run(conversationDecider, stream, command, context)
    return !outcome.ok && outcome.reason === 'unknown_conversation' ? ok(nothingDone(stream)) : outcome
  }
}

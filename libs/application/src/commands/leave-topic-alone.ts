import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  type StaffGroupRefusal,
  staffGroupDecider,
  staffGroupStream,
  topicDecider,
  topicStream
} from '#domain'
import type { Outcome, StaffGroupId } from '#kernel'
import { type CommandContext, stepOf } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** A topic that people made themselves: the desk stays out of it and says so there once. */
export class LeaveTopicAlone extends Command<Outcome<Done, StaffGroupRefusal | RunnerRefusal>> {
  constructor(
    readonly staffGroupId: StaffGroupId,
    readonly threadId: number,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(LeaveTopicAlone)
export class LeaveTopicAloneHandler implements ICommandHandler<LeaveTopicAlone> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ staffGroupId, threadId, context }: LeaveTopicAlone) {
    const { runner } = this.desk
    const leave = { type: 'LeaveTopicAlone' as const, staffGroupId, threadId }
    const left = await runner.run(topicDecider, topicStream(staffGroupId, threadId), leave, context)
    if (!left.ok || left.value.events.length === 0) return left
    // Also when this was repeated: the hint's own id keeps it from being asked for twice.
    const hint = {
      type: 'RequestStaffNotice' as const,
      notice: 'human_topic_hint' as const,
      threadId,
      replyToTelegramMessageId: null,
      details: {}
    }
    const hinted = await runner.run(
      staffGroupDecider,
      staffGroupStream(staffGroupId),
      hint,
      stepOf(context, 'hint')
    )
    return hinted.ok ? left : hinted
  }
}

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type StaffGroupCommand, type StaffGroupRefusal, staffGroupDecider, staffGroupStream } from '#domain'
import type { Outcome, StaffGroupId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Registers and retires a staff group, records what the bot may do there and where it moved, asks for a notice in it. */
export class ActOnStaffGroup extends Command<Outcome<Done, StaffGroupRefusal | RunnerRefusal>> {
  constructor(
    readonly staffGroupId: StaffGroupId,
    readonly command: StaffGroupCommand,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(ActOnStaffGroup)
export class ActOnStaffGroupHandler implements ICommandHandler<ActOnStaffGroup> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ staffGroupId, command, context }: ActOnStaffGroup) {
    return this.desk.runner.run(staffGroupDecider, staffGroupStream(staffGroupId), command, context)
  }
}

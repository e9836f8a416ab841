import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { accessDecider, accessStream, type Disclosed } from '#domain'
import type { Outcome, SubjectId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Recorded before anything is given away: whoever got it is on record, also where the answer never arrived. */
export class Disclose extends Command<Outcome<Done, RunnerRefusal>> {
  constructor(
    readonly subjectId: SubjectId,
    readonly what: Disclosed,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(Disclose)
export class DiscloseHandler implements ICommandHandler<Disclose> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ subjectId, what, context }: Disclose) {
    const command = { type: 'Disclose' as const, subjectId, what, principal: context.actor }
    return this.desk.runner.run(accessDecider, accessStream(subjectId), command, { ...context, subjectId })
  }
}

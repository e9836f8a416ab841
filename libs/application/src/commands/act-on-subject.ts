import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type SubjectCommand, type SubjectRefusal, subjectDecider, subjectStream } from '#domain'
import type { Outcome, SubjectId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Everything about a person but forgetting them. What is personal in it is sealed under the person's own key. */
export class ActOnSubject extends Command<Outcome<Done, SubjectRefusal | RunnerRefusal>> {
  constructor(
    readonly subjectId: SubjectId,
    readonly command: Exclude<SubjectCommand, { type: 'ForgetSubject' }>,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(ActOnSubject)
export class ActOnSubjectHandler implements ICommandHandler<ActOnSubject> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ subjectId, command, context }: ActOnSubject) {
    const stream = subjectStream(subjectId)
    return this.desk.runner.run(subjectDecider, stream, command, { ...context, subjectId })
  }
}

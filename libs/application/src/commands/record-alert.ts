import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type AlertCommand, alertDecider, alertStream } from '#domain'
import type { Outcome } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** That something which operators must know began to hold, or is over. */
export class RecordAlert extends Command<Outcome<Done, RunnerRefusal>> {
  constructor(
    readonly command: AlertCommand,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(RecordAlert)
export class RecordAlertHandler implements ICommandHandler<RecordAlert> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ command, context }: RecordAlert) {
    return this.desk.runner.run(alertDecider, alertStream(command.name), command, context)
  }
}

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type FormCommand, type FormRefusal, formDecider, formStream } from '#domain'
import type { Outcome, TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Something happened to the form that a ticket's customer is asked by. */
export class ActOnForm extends Command<Outcome<Done, FormRefusal | RunnerRefusal>> {
  constructor(
    readonly ticketId: TicketId,
    readonly command: Exclude<
      FormCommand,
      { type: 'StartForm' | 'AnswerInWriting' | 'ChooseOption' | 'AnswerByPress' }
    >,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(ActOnForm)
export class ActOnFormHandler implements ICommandHandler<ActOnForm> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ ticketId, command, context }: ActOnForm) {
    return this.desk.runner.run(formDecider, formStream(ticketId), command, context)
  }
}

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type ApiKeyCommand, type ApiKeyRefusal, apiKeyDecider, apiKeyStream } from '#domain'
import type { ApiKeyId, Outcome } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Issues, rotates or revokes an API key. Of the key itself only a hash gets here. */
export class ActOnApiKey extends Command<Outcome<Done, ApiKeyRefusal | RunnerRefusal>> {
  constructor(
    readonly id: ApiKeyId,
    readonly command: ApiKeyCommand,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(ActOnApiKey)
export class ActOnApiKeyHandler implements ICommandHandler<ActOnApiKey> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ id, command, context }: ActOnApiKey) {
    return this.desk.runner.run(apiKeyDecider, apiKeyStream(id), command, context)
  }
}

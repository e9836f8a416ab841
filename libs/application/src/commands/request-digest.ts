import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type Digest, digestDecider, digestStream } from '#domain'
import type { Outcome } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** That several things the desk has to tell a chat are told in one message. */
export class RequestDigest extends Command<Outcome<Done, RunnerRefusal>> {
  constructor(
    readonly digest: Digest,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(RequestDigest)
export class RequestDigestHandler implements ICommandHandler<RequestDigest> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ digest, context }: RequestDigest) {
    const command = { type: 'RequestDigest', digest } as const
    return this.desk.runner.run(digestDecider, digestStream(digest.chat), command, context)
  }
}

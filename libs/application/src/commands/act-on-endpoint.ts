import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type EndpointCommand, type EndpointRefusal, endpointDecider, endpointStream } from '#domain'
import type { EndpointId, Outcome, SubjectId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Everything about an endpoint. `subjectId`: of a new one, whose key seals its address and secrets. */
export class ActOnEndpoint extends Command<Outcome<Done, EndpointRefusal | RunnerRefusal>> {
  constructor(
    readonly endpointId: EndpointId,
    readonly command: EndpointCommand,
    readonly context: CommandContext,
    readonly subjectId?: SubjectId
  ) {
    super()
  }
}

@CommandHandler(ActOnEndpoint)
export class ActOnEndpointHandler implements ICommandHandler<ActOnEndpoint> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ endpointId, command, context, subjectId }: ActOnEndpoint) {
    const stream = endpointStream(endpointId)
    const own = subjectId === undefined ? context : { ...context, subjectId }
    const done = await this.desk.runner.run(endpointDecider, stream, command, own)
    if (done.ok && command.type === 'RemoveEndpoint') {
      const { subjectId: of } = await this.desk.runner.load(endpointDecider, stream)
      // Its address and secrets go with it.
      if (of !== undefined) await this.desk.vault.forget(of as SubjectId)
    }
    return done
  }
}

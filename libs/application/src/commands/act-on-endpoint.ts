import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type EndpointCommand, type EndpointRefusal, endpointDecider, endpointStream } from '#domain'
import { type EndpointId, endpointIdText, type Outcome, refuse, type SubjectId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { guarded } from '../guarded.js'
import type { InUse } from '../settings/in-use.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Everything about an endpoint. `subjectId`: of a new one, whose key seals its address and secrets. */
export class ActOnEndpoint extends Command<Outcome<Done, EndpointRefusal | InUse | RunnerRefusal>> {
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
    const users = command.type === 'RemoveEndpoint' ? this.desk.rules.telling(endpointIdText(endpointId)) : []
    const needed =
      users.length > 0
        ? refuse('endpoint_in_use' as const, {
            used_by: users.map(id => `rules/${id}`).join(' '),
            count: users.length
          })
        : undefined
    const done = await this.desk.runner.run(guarded(endpointDecider, needed), stream, command, own)
    if (done.ok && command.type === 'RemoveEndpoint') {
      const { subjectId: of } = await this.desk.runner.load(endpointDecider, stream)
      // Its address and secrets go with it.
      if (of !== undefined) await this.desk.vault.forget(of as SubjectId)
    }
    return done
  }
}

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type DeliveryCommand, type DeliveryRefusal, deliveryDecider, deliveryStream } from '#domain'
import type { DeliveryId, Outcome } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** An attempt at a delivery and what came of it. AttemptDelivery is the lock: who appends it is the one who sends. */
export class RecordDelivery extends Command<Outcome<Done, DeliveryRefusal | RunnerRefusal>> {
  constructor(
    readonly deliveryId: DeliveryId,
    readonly command: DeliveryCommand,
    readonly context: CommandContext,
    /** Nobody has recorded anything of it, as far as the sender knows. */
    readonly isFirst = false
  ) {
    super()
  }
}

@CommandHandler(RecordDelivery)
export class RecordDeliveryHandler implements ICommandHandler<RecordDelivery> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  execute({ deliveryId, command, context, isFirst }: RecordDelivery) {
    const stream = deliveryStream(deliveryId)
    return this.desk.runner.run(deliveryDecider, stream, command, context, { presumedNew: isFirst })
  }
}

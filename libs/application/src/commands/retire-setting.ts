import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type SettingKind, settingStream } from '#domain'
import { type Outcome, type QueueId, type Refusal, refuse } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { guarded, isPublishable } from '../setting-rules.js'
import type { RunnerRefusal } from '../stream-runner.js'

/** Takes a setting out of use; desk/main falls back to the defaults. Neither the default queue nor one with live tickets can go. */
export class RetireSetting extends Command<
  Outcome<Done, 'unknown_setting' | 'default_queue_required' | 'queue_in_use' | RunnerRefusal>
> {
  constructor(
    readonly kind: SettingKind,
    readonly id: string,
    /** Whether a ticket that is not closed is in the queue. */
    readonly hasLiveTickets: (queue: QueueId) => Promise<boolean>,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(RetireSetting)
export class RetireSettingHandler implements ICommandHandler<RetireSetting> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute(asked: RetireSetting) {
    const { kind, id, context } = asked
    if (!isPublishable(kind, id)) return refuse('unknown_setting')
    const decider = guarded(kind === 'queue' ? await this.#needed(asked) : undefined)
    const command = { type: 'RetireSetting' as const, kind, id }
    return this.desk.runner.run(decider, settingStream(kind, id), command, context)
  }

  async #needed({
    id,
    hasLiveTickets
  }: RetireSetting): Promise<Refusal<'default_queue_required' | 'queue_in_use'> | undefined> {
    const { settings } = this.desk
    if (!(await settings.queueExists(id))) return undefined
    if ((await settings.defaultQueue()) === id) return refuse('default_queue_required')
    return (await hasLiveTickets(id as QueueId)) ? refuse('queue_in_use') : undefined
  }
}

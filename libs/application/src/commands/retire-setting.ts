import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type SettingKind, settingStream } from '#domain'
import { type Outcome, type Refusal, refuse, unreachable } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { guarded, isPublishable } from '../setting-rules.js'
import type { RunnerRefusal } from '../stream-runner.js'

type InUse = 'default_queue_required' | 'queue_in_use' | 'calendar_in_use'

/**
 * Takes a setting out of use; desk/main falls back to the defaults. Neither the default queue can go, nor a queue with
 * live tickets, nor a calendar by which a policy counts.
 */
export class RetireSetting extends Command<Outcome<Done, 'unknown_setting' | InUse | RunnerRefusal>> {
  constructor(
    readonly kind: SettingKind,
    readonly id: string,
    /** Whether a ticket that is not closed is in this queue, or a policy that is not retired counts by this calendar. */
    readonly isInUse: (kind: 'queue' | 'calendar', id: string) => Promise<boolean>,
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
    const decider = guarded(await this.#needed(asked))
    const command = { type: 'RetireSetting' as const, kind, id }
    return this.desk.runner.run(decider, settingStream(kind, id), command, context)
  }

  async #needed({ kind, id, isInUse }: RetireSetting): Promise<Refusal<InUse> | undefined> {
    const { settings } = this.desk
    switch (kind) {
      case 'queue':
        if (!(await settings.queueExists(id))) return undefined
        if ((await settings.defaultQueue()) === id) return refuse('default_queue_required')
        return (await isInUse('queue', id)) ? refuse('queue_in_use') : undefined
      case 'calendar':
        return (await settings.calendar(id)) && (await isInUse('calendar', id))
          ? refuse('calendar_in_use')
          : undefined
      case 'sla_policy':
      case 'desk':
        return undefined
      default:
        return unreachable(kind)
    }
  }
}

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  type SettingKindName,
  type StaleSetting,
  settingDecider,
  settingKindOf,
  settingStream
} from '#domain'
import { isSlug, type Outcome, type Refusal, refuse } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { guarded } from '../guarded.js'
import { DESK_READS, type DeskReads } from '../queries/desk-reads.js'
import { heard } from '../rules/heard.js'
import { DefaultQueue } from '../settings/default-queue.js'
import { type InUse, inUse } from '../settings/in-use.js'
import { Shortcodes } from '../settings/shortcodes.js'
import type { RunnerRefusal } from '../stream-runner.js'

type Needed = 'default_queue_required' | InUse

/**
 * Takes a setting out of use; desk/main falls back to the defaults. Neither the default queue can go, nor what a setting
 * in force refers to, nor a queue with live tickets. @throws NotReached while the views are behind
 */
export class RetireSetting extends Command<
  Outcome<Done, 'unknown_setting' | Needed | StaleSetting | RunnerRefusal>
> {
  constructor(
    readonly kind: SettingKindName,
    readonly id: string,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(RetireSetting)
export class RetireSettingHandler implements ICommandHandler<RetireSetting> {
  readonly #defaultQueue: DefaultQueue

  constructor(
    @Inject(DESK) private readonly desk: Desk,
    @Inject(DESK_READS) private readonly reads: DeskReads
  ) {
    this.#defaultQueue = new DefaultQueue(desk)
  }

  async execute({ kind, id, context }: RetireSetting) {
    if (!settingKindOf(kind, id) || !isSlug(id)) return refuse('unknown_setting')
    const { settings, runner } = this.desk
    const before = await settings.body(kind, id)
    const decider = guarded(settingDecider, before ? await this.#needed(kind, id) : undefined)
    const command = { type: 'RetireSetting' as const, kind, id }
    const retired = await runner.run(decider, settingStream(kind, id), command, context)
    if (retired.ok) await heard(this.desk, kind, id)
    if (retired.ok && kind === 'template' && before) await new Shortcodes(this.desk).free(id, before, context)
    return retired
  }

  async #needed(kind: SettingKindName, id: string): Promise<Refusal<Needed> | undefined> {
    const isDefault = kind === 'queue' ? await this.#defaultQueue.mayRetire(id) : undefined
    const used = await inUse(this.reads, kind, id)
    return isDefault && used ? refuse(isDefault.reason, used.details) : (isDefault ?? used)
  }
}

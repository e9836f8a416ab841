import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import type { Refusal } from '#kernel'
import { type CommandContext, stepOf } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { SettingGiven } from '../settings/check-setting.js'
import { checkTogether, type RefusedSetting } from '../settings/check-together.js'
import { publishWhole } from '../settings/publish-whole.js'

export interface InvalidSettingsTogether extends Refusal<'invalid_settings'> {
  /** Never empty. */
  readonly refused: readonly RefusedSetting[]
}

export type PublishSettingsOutcome = { readonly ok: true } | InvalidSettingsTogether

/**
 * Several documents, which may refer to each other. All are checked before the first is published, so one that is wrong
 * means that none is. What holds already is no new version; a
 * newer state of an article that came from elsewhere stays.
 */
export class PublishSettings extends Command<PublishSettingsOutcome> {
  constructor(
    readonly given: readonly SettingGiven[],
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(PublishSettings)
export class PublishSettingsHandler implements ICommandHandler<PublishSettings> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ given, context }: PublishSettings): Promise<PublishSettingsOutcome> {
    const { refused, inOrder } = await checkTogether(given, this.desk, this.desk.clock.now())
    if (refused.length > 0) return { ok: false, reason: 'invalid_settings', refused }
    for (const one of inOrder) {
      const step = stepOf(context, `${one.kind}/${one.id}`)
      const published = await publishWhole(this.desk, one, step)
      // What is in force came from outside and is newer.
      if (!published.ok && published.reason === 'stale_source_version') continue
      if (!published.ok) throw new Error(`${one.kind} ${one.id} was refused: ${published.reason}`)
    }
    return { ok: true }
  }
}

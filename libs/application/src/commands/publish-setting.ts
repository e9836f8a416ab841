import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  type FieldProblem,
  isIdOf,
  type SettingKindName,
  settingDecider,
  settingKindOf,
  settingStream
} from '#domain'
import { type JsonObject, type Outcome, type Refusal, refuse } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { guarded } from '../guarded.js'
import { namedProblems } from '../rules/named-problems.js'
import { checkSetting } from '../settings/check-setting.js'
import { DefaultQueue } from '../settings/default-queue.js'
import { type PublishRefusal, publishWhole } from '../settings/publish-whole.js'
import { TeamMembers } from '../settings/team-members.js'
import type { RunnerRefusal } from '../stream-runner.js'

export interface InvalidSetting extends Refusal<'invalid_setting'> {
  /** Never empty. */
  readonly problems: readonly FieldProblem[]
}

export type PublishSettingOutcome =
  | Outcome<Done, PublishRefusal | 'default_queue_required' | RunnerRefusal>
  | InvalidSetting

/**
 * A whole new version of a setting; no events where it says what holds already. What it refers to must be there.
 * Publishing a queue may move the default (`DefaultQueue`).
 */
export class PublishSetting extends Command<PublishSettingOutcome> {
  constructor(
    readonly kind: SettingKindName,
    readonly id: string,
    /** As it came: checked here, completed with the defaults. */
    readonly body: unknown,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(PublishSetting)
export class PublishSettingHandler implements ICommandHandler<PublishSetting> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute(asked: PublishSetting): Promise<PublishSettingOutcome> {
    const { settings, clock } = this.desk
    const { kind, id, context } = asked
    const declared = settingKindOf(kind, id)
    if (!declared) return refuse('unknown_setting')
    const checked = await checkSetting(declared, asked, settings.body, clock.now())
    if ('problems' in checked) return this.#invalid(asked, checked.problems)
    const { body } = checked
    const named = await this.#problemsOfNamed(asked, body)
    if (named.length > 0) return this.#invalid(asked, named)
    const needed = kind === 'queue' ? await new DefaultQueue(this.desk).mayPublish(id, body) : undefined
    return publishWhole(this.desk, { kind, id, body }, context, needed)
  }

  async #problemsOfNamed({ kind, id }: PublishSetting, body: JsonObject): Promise<readonly FieldProblem[]> {
    if (kind === 'team') return new TeamMembers(this.desk).problemsOf(id, body)
    return kind === 'rule' ? namedProblems(this.desk, body) : []
  }

  /** A known command and the precondition come before the body: the runner sees to it. */
  async #invalid(
    { kind, id, context }: PublishSetting,
    problems: readonly FieldProblem[]
  ): Promise<PublishSettingOutcome> {
    const invalid: InvalidSetting = { ok: false, reason: 'invalid_setting', problems }
    const declared = settingKindOf(kind, id)
    if (!declared || !isIdOf(declared, id)) return invalid
    const command = { type: 'PublishSetting' as const, kind, id, body: neverPublished }
    const decider = guarded(settingDecider, refuse('invalid_setting'))
    const outcome = await this.desk.runner.run(decider, settingStream(kind, id), command, context)
    if (outcome.ok) return outcome
    const { reason, details } = outcome
    return reason === 'invalid_setting' ? invalid : refuse(reason, details)
  }
}

/** Equal to no published body, so that an invalid one is never taken for the one that holds. */
const neverPublished: JsonObject = { invalid: true }

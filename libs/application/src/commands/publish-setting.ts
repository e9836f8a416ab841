import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type FieldProblem, type SettingKind, settingDecider, settingStream } from '#domain'
import { type JsonObject, type Outcome, type Refusal, refuse } from '#kernel'
import { type CommandContext, stepOf } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { completed, guarded, isPublishable, policyProblems } from '../setting-rules.js'
import type { RunnerRefusal } from '../stream-runner.js'

export interface InvalidSetting extends Refusal<'invalid_setting'> {
  /** Never empty. */
  readonly problems: readonly FieldProblem[]
}

export type PublishSettingOutcome =
  | Outcome<Done, 'unknown_setting' | 'default_queue_required' | RunnerRefusal>
  | InvalidSetting

/**
 * A whole new version of a setting; no events where it says what holds already. Publishing a queue with `default: true`
 * makes it the default and clears the old one; the default itself can't be published without it (`default_queue_required`).
 */
export class PublishSetting extends Command<PublishSettingOutcome> {
  constructor(
    readonly kind: SettingKind,
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

  async execute({ kind, id, body, context }: PublishSetting): Promise<PublishSettingOutcome> {
    if (!isPublishable(kind, id)) return refuse('unknown_setting')
    const result = await this.#checked(kind, body)
    if ('problems' in result) {
      // A known command and the precondition come before the body: the runner sees to it.
      const invalid = guarded(refuse('invalid_setting'))
      const outcome = await this.#publish(invalid, kind, id, neverPublished, context)
      if (outcome.ok) return outcome
      const { reason, details } = outcome
      return reason === 'invalid_setting'
        ? { ok: false, reason, problems: result.problems }
        : refuse(reason, details)
    }
    if (kind !== 'queue') return this.#publish(settingDecider, kind, id, result.body, context)
    return this.#publishQueue(id, result.body, context)
  }

  /** A policy counts by a calendar: one that is there, and opens long enough. */
  async #checked(kind: SettingKind, body: unknown): Promise<ReturnType<typeof completed>> {
    const result = completed(kind, body, this.desk.clock.now())
    if (kind !== 'sla_policy' || 'problems' in result) return result
    const calendar = await this.desk.settings.calendar(String(result.body['calendar_id']))
    const problems = policyProblems(result.body, calendar, this.desk.clock.now())
    return problems.length > 0 ? { problems } : result
  }

  async #publishQueue(id: string, body: JsonObject, context: CommandContext) {
    const { settings } = this.desk
    const defaultQueue = await settings.defaultQueue()
    const isDefault = body['default'] === true
    const needed = defaultQueue === id && !isDefault ? refuse('default_queue_required') : undefined
    const published = await this.#publish(guarded(needed), 'queue', id, body, context)
    if (!published.ok || !isDefault) return published
    const previous = await this.#moveDefault(id, context)
    if (previous !== undefined) await this.#clearDefault(previous, context)
    return published
  }

  /** Makes this queue the default; answers the one before, also when that was done by this command earlier. */
  async #moveDefault(id: string, context: CommandContext): Promise<string | undefined> {
    const stream = settingStream('desk', 'default-queue')
    for (;;) {
      const { state, revision } = await this.desk.runner.load(settingDecider, stream)
      const pointer = state.exists ? state.body : {}
      const before = pointer['queue_id'] === id ? pointer['previous_queue_id'] : pointer['queue_id']
      const previous = typeof before === 'string' ? before : undefined
      if (pointer['queue_id'] === id) return previous
      const body = { queue_id: id, previous_queue_id: previous ?? null }
      const step = { ...stepOf(context, 'default'), ifRevision: revision }
      const moved = await this.#publish(settingDecider, 'desk', 'default-queue', body, step)
      // Known from earlier, and another queue has become the default since: nothing is left to do.
      if (moved.ok) return moved.value.repeated ? undefined : previous
    }
  }

  async #clearDefault(queueId: string, context: CommandContext) {
    const stream = settingStream('queue', queueId)
    const { state } = await this.desk.runner.load(settingDecider, stream)
    if (!state.exists || state.retired) return
    const body = { ...state.body, default: false }
    await this.#publish(settingDecider, 'queue', queueId, body, stepOf(context, 'clear'))
  }

  #publish<R extends string>(
    decider: ReturnType<typeof guarded<R>>,
    kind: SettingKind,
    id: string,
    body: JsonObject,
    context: CommandContext
  ) {
    const command = { type: 'PublishSetting' as const, kind, id, body }
    return this.desk.runner.run(decider, settingStream(kind, id), command, context)
  }
}

/** Equal to no published body, so that an invalid one is never taken for the one that holds. */
const neverPublished: JsonObject = { invalid: true }

import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  type Corrected,
  recomputationDecider,
  recomputationStream,
  settingDecider,
  settingStream
} from '#domain'
import { type Outcome, type RecomputationId, type Refusal, recomputationIdFor, refuse } from '#kernel'
import { conceal } from '#privacy'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { guarded } from '../guarded.js'
import type { RecomputationPersonal } from '../personal-shapes.js'
import type { RunnerRefusal } from '../stream-runner.js'

export type RecomputationRefusal = 'unknown_setting' | 'version_not_in_force'

/**
 * Asks for a version of a calendar or policy to be applied to the open tickets; a worker does it. Refused unless it is
 * the version in force: what a dry run has shown is what is done.
 */
export class RequestRecomputation extends Command<
  Outcome<
    Done & { readonly recomputationId: RecomputationId },
    RecomputationRefusal | 'unknown_recomputation' | RunnerRefusal
  >
> {
  constructor(
    readonly corrected: Corrected,
    readonly reason: string,
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(RequestRecomputation)
export class RequestRecomputationHandler implements ICommandHandler<RequestRecomputation> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ corrected, reason, context }: RequestRecomputation) {
    const { runner, clock, vault } = this.desk
    const recomputationId = recomputationIdFor(context.commandId)
    const decider = guarded(recomputationDecider, await this.#refusal(corrected))
    const stream = recomputationStream(recomputationId)
    const held = await runner.load(recomputationDecider, stream)
    // Nobody is forgotten by whom it is about: its reason has a key of its own.
    const subjectId = held.subjectId ?? (await vault.newSubject())
    const said = conceal({ reason } satisfies RecomputationPersonal)
    const command = { type: 'RequestRecomputation' as const, ...corrected, reason: said, now: clock.now() }
    const done = await runner.run(decider, stream, command, { ...context, subjectId })
    return done.ok ? { ...done, value: { ...done.value, recomputationId } } : done
  }

  async #refusal({
    kind,
    settingId,
    version
  }: Corrected): Promise<Refusal<RecomputationRefusal> | undefined> {
    const { state, revision } = await this.desk.runner.load(settingDecider, settingStream(kind, settingId))
    if (!state.exists || state.retired) return refuse('unknown_setting')
    return revision === version ? undefined : refuse('version_not_in_force', { version_in_force: revision })
  }
}

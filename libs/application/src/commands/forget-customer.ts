import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type ForgettingCode, type SubjectRefusal, subjectDecider, subjectStream } from '#domain'
import type { Outcome, SubjectId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { RunnerRefusal } from '../stream-runner.js'

/**
 * The log says first that the person is forgotten; from then on it can't be undone. The key goes at once, so that nothing
 * more is read or written under it; the process `forgetting` does it again, and everything else.
 * @throws VaultUnavailable when only the log could be told: the process, or the same command again, goes on
 */
export class ForgetCustomer extends Command<Outcome<Done, SubjectRefusal | RunnerRefusal>> {
  constructor(
    readonly subjectId: SubjectId,
    readonly why: { readonly code: ForgettingCode; readonly case: string | null },
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(ForgetCustomer)
export class ForgetCustomerHandler implements ICommandHandler<ForgetCustomer> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ subjectId, why, context }: ForgetCustomer) {
    const { runner, clock } = this.desk
    const command = {
      type: 'ForgetSubject' as const,
      subjectId,
      by: context.actor,
      ...why,
      now: clock.now()
    }
    const stream = subjectStream(subjectId)
    const done = await runner.run(subjectDecider, stream, command, { ...context, subjectId })
    if (done.ok) await destroyKey(this.desk, subjectId)
    return done
  }
}

/** For ever, in the vault and in this process's memory. True when there was one. */
export async function destroyKey(
  { vault, sealer }: Pick<Desk, 'vault' | 'sealer'>,
  subjectId: SubjectId
): Promise<boolean> {
  const destroyed = await vault.forget(subjectId)
  sealer.evict(subjectId)
  return destroyed
}

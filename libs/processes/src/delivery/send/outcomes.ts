import type { Clock, Instant } from '#kernel'
import type { CallResult, Upload } from '#telegram'
import type { Taken, Verdict } from '../../dispatch/index.js'
import type { Lane, Task } from '../outbox/index.js'
import type { Recorder } from '../report/index.js'
import type { Destination } from './destination.js'
import type { FollowUp } from './follow-up.js'
import { type CallVerdict, dispatched } from './verdict.js'

/** Of the call that a verdict is about. */
export interface Called {
  readonly part: number
  readonly parts: number
  readonly where: Destination | undefined
  /** What Telegram said of it. */
  readonly words?: string
  /** The file that it had not before. */
  readonly upload?: Upload | undefined
}

export const taken = (verdict: Verdict, record: () => Promise<void> = async () => {}): Taken => ({
  verdict,
  record
})
export const notBegun = (after: number): Taken => taken({ kind: 'not_begun', after })

/** What an answer changes in the task, and how it is put on record. */
export class Outcomes {
  constructor(
    private readonly clock: Clock,
    private readonly recorder: Recorder,
    private readonly followUp: FollowUp
  ) {}

  /** Before anything is decided from the answer: alerts tell of what is refused again and again. */
  note(task: Task, result: CallResult<unknown>): void {
    task.refusal = refusalBy(result, task.refusal, this.clock.now())
  }

  judged(task: Task, lane: Lane, verdict: CallVerdict, called: Called): Taken {
    if (verdict.kind === 'accepted') task.detours = 0
    if (verdict.kind === 'again' && verdict.change) {
      const { change } = verdict
      task.detours++
      if ('without' in change) task.without[change.without] = true
      if ('media' in change) task.media = change.media
      if ('alone' in change) task.alone = true
    }
    return taken(dispatched(verdict), () => this.#record(task, lane, verdict, called))
  }

  async #record(task: Task, lane: Lane, verdict: CallVerdict, called: Called): Promise<void> {
    const { recorder, followUp, clock } = this
    const { part, parts, where, words, upload } = called
    const attempt = task.progress.state.attempts
    switch (verdict.kind) {
      case 'accepted': {
        const { messageIds: telegramMessageIds, threadId: made, file } = verdict.accepted
        const threadId = made ?? where?.threadId ?? null
        const at = { attempt, part, parts, telegramMessageIds, threadId, acceptedAt: clock.now() }
        await recorder.succeed(task, { type: 'SucceedDelivery', ...at }, upload && file)
        return
      }
      case 'doubt': {
        const final = verdict.rule === 'never_repeated'
        await recorder.record(task, { type: 'DoubtDelivery', attempt, part, final })
        return
      }
      case 'retry_after':
      case 'again':
      case 'refused': {
        const { kind, code } = verdict
        const final = kind === 'refused'
        const reason = kind === 'retry_after' ? 'rate_limited' : verdict.reason
        const waitMs = Math.max(0, task.notBefore - clock.monotonic())
        const retryAt = final ? null : Math.ceil(clock.now() + waitMs)
        const rejection = { type: 'RejectDelivery' as const, attempt, part, code, reason, final, retryAt }
        await recorder.reject(task, rejection, final ? words : undefined)
        const besides = kind === 'retry_after' ? undefined : verdict.besides
        if (besides && where) await followUp.follow(besides, task, lane, where)
      }
    }
  }
}

/** What was not sent or not answered, and what Telegram asks to wait for, says nothing of it. */
function refusalBy(result: CallResult<unknown>, before: Task['refusal'], now: Instant): Task['refusal'] {
  if (result.kind === 'ok') return undefined
  if (result.kind !== 'error' || result.classified.kind === 'rate_limited') return before
  const words = `${result.code} ${result.description}`
  return { words, since: before?.since ?? now, times: (before?.times ?? 0) + 1 }
}

import type { Instant } from '#kernel'
import type { CallResult } from '#telegram'
import type { Taken, Verdict } from '../../dispatch/index.js'
import { compose, type Sources } from '../compose/index.js'
import type { DeliveryOptions } from '../options.js'
import type { Lane, Outbox, Step, Task } from '../outbox/index.js'
import type { Recorder, Settlement } from '../report/index.js'
import type { Caller } from './caller.js'
import { type Destination, destinationOf } from './destination.js'
import { whenInDoubt } from './doubt.js'
import { Echoes } from './echoes.js'
import type { FollowUp } from './follow-up.js'
import { type CallVerdict, dispatched, inDoubt, judge } from './verdict.js'
import type { Wishes } from './wishes.js'

/** Beyond the time limit of a call, how long another sender's attempt is left alone. */
const graceMs = 5000
const leaseMs = 1000
const lookForEchoMs = 3000

export interface SenderParts {
  readonly outbox: Outbox
  readonly sources: Sources
  readonly recorder: Recorder
  readonly settlement: Settlement
  readonly caller: Caller
  readonly followUp: FollowUp
  readonly wishes: Wishes
}

/** Of the call that a verdict is about. */
interface Called {
  readonly part: number
  readonly parts: number
  readonly where: Destination | undefined
  /** What Telegram said of it. */
  readonly words?: string
}

const over: Verdict = { kind: 'over' }
const notBegun = (after: number): Verdict => ({ kind: 'not_begun', after })

/** Takes one step of a lane: attempt, call, verdict; and puts on record what came of it. */
export class Sender {
  readonly #echoes: Echoes

  constructor(
    private readonly options: DeliveryOptions,
    private readonly parts: SenderParts
  ) {
    this.#echoes = new Echoes(options)
  }

  async take(lane: Lane, step: Step): Promise<Taken> {
    if (step.kind === 'wish') return this.parts.wishes.take(lane, step.job)
    const { verdict, record } = await this.#takeTask(lane, step.job)
    const settled = async () => {
      await record()
      await this.parts.settlement.settle(step.job)
    }
    return { verdict, record: settled }
  }

  async #takeTask(lane: Lane, task: Task): Promise<Taken> {
    switch (task.progress.state.phase) {
      case 'attempting':
        // Not ours, or ours from before a crash: nobody knows what came of it.
        return this.#judged(task, lane, inDoubt(task, 0), {
          part: task.progress.state.part,
          parts: 1,
          where: undefined
        })
      case 'waiting':
        if (task.doomed) return this.#abandoned(task, 'customer_blocked_bot')
        if (task.doubtedAt !== undefined) return this.#lookForEcho(task, task.doubtedAt)
        return this.#attempt(lane, task)
      case 'succeeded':
      case 'rejected':
      case 'uncertain':
      case 'abandoned':
      case 'superseded':
        return taken(over)
    }
  }

  /** The call itself is a step of its own, in its turn. */
  async #lookForEcho(task: Task, since: number): Promise<Taken> {
    if (!(await this.#echoes.areOver(task.ticketId, since))) return taken(notBegun(lookForEchoMs))
    task.doubtedAt = undefined
    return taken(notBegun(0))
  }

  async #attempt(lane: Lane, task: Task): Promise<Taken> {
    const { options, parts } = this
    const { recorder, sources, caller } = parts
    const { state } = task.progress
    const where = await destinationOf(lane, task, { sources, directories: options.directories })
    if (where === 'forgotten') return this.#abandoned(task, 'forgotten')
    if (where === 'nowhere') return taken(notBegun(leaseMs))
    const facts = task.ticketId ? parts.outbox.known.tickets.get(task.ticketId) : undefined
    const firstUnshown = () => firstUnshownOf(lane)
    const composed = await compose({ task, facts, target: where, sources, firstUnshown })
    if (composed.kind === 'abandon') return this.#abandoned(task, composed.reason)
    const { part } = state
    const call = composed.calls[part]
    if (!call) return this.#abandoned(task, 'nothing_to_show')
    if (!caller.mayCall()) return taken(notBegun(leaseMs))

    const marked = state.maybeSent && whenInDoubt(task.work) === 'repeated_marked'
    const called: Called = { part, parts: composed.calls.length, where }
    const mine = await recorder.attempt(
      task,
      { part, parts: called.parts, method: call.method, marked },
      where
    )
    // Somebody else's: looked at again when its call must have ended.
    if (!mine) return taken(notBegun(options.client.timeoutMs + graceMs))
    if (!caller.mayCall()) {
      return this.#judged(
        task,
        lane,
        { kind: 'again', reason: 'not_called', code: null, after: leaseMs },
        called
      )
    }
    const result = await caller.call(call)
    task.refusal = refusalBy(result, task.refusal, options.desk.clock.now())
    return this.#judged(
      task,
      lane,
      judge(task, where.chatId > 0 ? 'private' : 'group', call.method, result),
      result.kind === 'error' ? { ...called, words: result.description } : called
    )
  }

  #abandoned(task: Task, reason: string): Taken {
    return taken(over, async () => void (await this.parts.recorder.abandon(task, reason)))
  }

  #judged(task: Task, lane: Lane, verdict: CallVerdict, called: Called): Taken {
    if (verdict.kind === 'accepted') task.detours = 0
    if (verdict.kind === 'again' && verdict.change) {
      const { change } = verdict
      task.detours++
      if ('without' in change) task.without[change.without] = true
      if ('media' in change) task.media = change.media
    }
    return taken(dispatched(verdict), () => this.#record(task, lane, verdict, called))
  }

  async #record(task: Task, lane: Lane, verdict: CallVerdict, called: Called): Promise<void> {
    const { recorder, followUp } = this.parts
    const { clock } = this.options.desk
    const { part, parts, where, words } = called
    const attempt = task.progress.state.attempts
    switch (verdict.kind) {
      case 'accepted': {
        const { messageIds: telegramMessageIds, threadId: made } = verdict.accepted
        const threadId = made ?? where?.threadId ?? null
        const at = { attempt, part, parts, telegramMessageIds, threadId, acceptedAt: clock.now() }
        await recorder.record(task, { type: 'SucceedDelivery', ...at })
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

const taken = (verdict: Verdict, record: () => Promise<void> = async () => {}): Taken => ({ verdict, record })

/** A summary ends before the first message that is still to be relayed; of one that is half shown it has the beginning. */
function firstUnshownOf(lane: Lane): number {
  let first = Number.POSITIVE_INFINITY
  for (const { work, event, progress } of lane.queue) {
    if (work.kind === 'relay' && progress.state.part === 0) first = Math.min(first, event.revision)
  }
  return first
}

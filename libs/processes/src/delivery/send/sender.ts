import type { StaffGroupId } from '#kernel'
import type { Logger } from '#observability'
import type { CallResult } from '#telegram'
import { isUsable } from '../../directories/index.js'
import type { Sources, Target } from '../compose/index.js'
import { type Call, compose, perform } from '../compose/index.js'
import type { DeliveryOptions } from '../options.js'
import type { Lane, Outbox, Wished } from '../outbox/index.js'
import { echoMs, isSeenByCustomer, type Task } from '../outbox/index.js'
import type { Place, Planned } from '../plan.js'
import type { Consequences, Recorder, Settlement } from '../report/index.js'
import type { Connection } from './connection.js'
import { Echoes } from './echoes.js'
import { groupFor } from './groups.js'
import { judge, type Then, type Verdict } from './verdict.js'
import type { Wishes } from './wishes.js'

/** Beyond the time limit of a call, how long another sender's attempt is left alone. */
const graceMs = 5000
const leaseMs = 1000
const lookForEchoMs = 3000

export interface Where extends Target {
  readonly staffGroupId: StaffGroupId | null
}

export interface SenderParts {
  readonly outbox: Outbox
  readonly sources: Sources
  readonly recorder: Recorder
  readonly settlement: Settlement
  readonly consequences: Consequences
  readonly connection: Connection
  readonly wishes: Wishes
  readonly logger: Logger
  /** Aborted when calls under way are given up. */
  readonly signal: AbortSignal
  /** True from `stop` on: nothing new is begun. */
  stopping(): boolean
  hold(place: Place, seconds: number): Promise<void>
  placeOf(lane: Lane): Place | undefined
}

/** Takes one step of a lane: attempt, call, outcome, and what follows. Each is on record before the next begins. */
export class Sender {
  readonly #echoes: Echoes

  constructor(
    private readonly options: DeliveryOptions,
    private readonly parts: SenderParts
  ) {
    this.#echoes = new Echoes(options)
  }

  async take({ lane, step }: Planned): Promise<void> {
    if (step.kind === 'wish') return this.#wish(lane, step.wished)
    const { task } = step
    const { recorder, settlement } = this.parts
    switch (task.progress.state.phase) {
      case 'attempting':
        // Not ours, or ours from before a crash: nobody knows what came of it.
        await this.#doubt(task, 0)
        break
      case 'waiting':
        if (task.doomed) await recorder.abandon(task, 'customer_blocked_bot')
        else if (task.doubtedAt !== undefined) await this.#lookForEcho(task, task.doubtedAt)
        else await this.#attempt(lane, task)
        break
      case 'succeeded':
      case 'rejected':
      case 'uncertain':
      case 'abandoned':
        break
    }
    await settlement.settle(task)
  }

  /** The call itself is a step of its own, in its turn. */
  async #lookForEcho(task: Task, since: number): Promise<void> {
    if (await this.#echoes.areOver(task.ticketId, since)) task.doubtedAt = undefined
    else this.#later(task, lookForEchoMs)
  }

  async #attempt(lane: Lane, task: Task): Promise<void> {
    const { recorder, sources, signal } = this.parts
    const where = await this.#whereTo(lane, task)
    if (where === 'forgotten') return void (await recorder.abandon(task, 'forgotten'))
    if (!where) return
    const facts = this.#factsOf(task)
    const firstUnshown = () => firstUnshownOf(lane)
    const composed = await compose({ task, facts, target: where, sources, firstUnshown })
    if (composed.kind === 'abandon') return void (await recorder.abandon(task, composed.reason))

    const { state } = task.progress
    const part = 'part' in state ? state.part : 0
    const call = composed.calls[part]
    if (!call) return void (await recorder.abandon(task, 'nothing_to_show'))
    if (!this.options.canCall()) return this.#later(task, leaseMs)

    const marked = 'maybeSent' in state && state.maybeSent && !isSeenByCustomer(task.work)
    const parts = composed.calls.length
    const mine = await recorder.attempt(task, { part, parts, method: call.method, marked }, where)
    // Somebody else's: looked at again when its call must have ended.
    if (!mine) return this.#later(task, this.options.client.timeoutMs + graceMs)
    if (signal.aborted || this.parts.stopping() || !this.options.canCall()) {
      const verdict: Verdict = {
        kind: 'rejected',
        reason: 'not_called',
        code: null,
        final: false,
        retryMs: leaseMs
      }
      return this.#conclude(task, lane, where, { part, parts }, verdict)
    }
    const result = await this.call(call)
    const verdict = judge(task, where.chatId > 0 ? 'private' : 'group', call.method, result)
    await this.#conclude(task, lane, where, { part, parts }, verdict)
  }

  async call(call: Call): Promise<CallResult<unknown>> {
    const { client, desk, metrics } = this.options
    const from = desk.clock.monotonic()
    const result = await perform(client, call, this.parts.signal)
    const took = (desk.clock.monotonic() - from) / 1000
    metrics.telegramCallDuration.observe({ method: call.method, result: result.kind }, took)
    if (result.kind !== 'ok') {
      const code = result.kind === 'error' ? String(result.code) : result.kind
      metrics.telegramFailures.inc({ method: call.method, code })
    }
    this.parts.connection.note(result, this.parts.signal)
    return result
  }

  async #conclude(
    task: Task,
    lane: Lane,
    where: Where,
    { part, parts }: { readonly part: number; readonly parts: number },
    verdict: Verdict
  ): Promise<void> {
    const { recorder } = this.parts
    const { clock } = this.options.desk
    const attempt = task.progress.state.attempts
    switch (verdict.kind) {
      case 'accepted': {
        const { messageIds: telegramMessageIds, threadId } = verdict.accepted
        task.failures = 0
        task.detours = 0
        const at = { attempt, part, parts, telegramMessageIds, threadId: threadId ?? where.threadId }
        await recorder.record(task, { type: 'SucceedDelivery', ...at, acceptedAt: clock.now() })
        return
      }
      case 'doubt':
        await this.#doubt(task, verdict.retryMs)
        return
      case 'rejected': {
        const { reason, code, final, retryMs } = verdict
        if (reason !== 'rate_limited') task.failures++
        if (isDetour(verdict)) task.detours++
        if (verdict.without) task.without[verdict.without] = true
        if (verdict.media) task.media = verdict.media
        if (!final) this.#later(task, retryMs)
        const retryAt = final ? null : clock.now() + retryMs
        const { then } = verdict
        // Before anything else is awaited: the chat's other lanes wait from now on, too.
        const held = then?.kind === 'hold' ? this.#follow(then, task, lane, where) : undefined
        await Promise.all([
          held,
          recorder.record(task, { type: 'RejectDelivery', attempt, part, code, reason, final, retryAt })
        ])
        if (then && !held) await this.#follow(then, task, lane, where)
      }
    }
  }

  async #doubt(task: Task, retryMs: number): Promise<void> {
    const { state } = task.progress
    const isTopic = task.work.kind === 'topic'
    task.failures++
    this.#later(task, isTopic ? echoMs : retryMs)
    const part = 'part' in state ? state.part : 0
    const final = isSeenByCustomer(task.work)
    await this.parts.recorder.record(task, { type: 'DoubtDelivery', attempt: state.attempts, part, final })
  }

  async #follow(then: Then, task: Task, lane: Lane, where: Where): Promise<void> {
    const { consequences } = this.parts
    const facts = this.#factsOf(task)
    const cause = task.event.id
    const staffGroupId = where.staffGroupId ?? this.#sourceGroupOf(task)
    switch (then.kind) {
      case 'hold': {
        const place = this.parts.placeOf(lane)
        if (place) await this.parts.hold(place, then.seconds)
        return
      }
      case 'lose_topic':
        if (facts?.topic && facts.topic.threadId === where.threadId) {
          await consequences.topicLost(facts.ticketId, facts.topic, cause)
        }
        return
      case 'reopen_topic':
        await this.#reopen(task, lane, where)
        return
      case 'migrate':
        if (staffGroupId) await consequences.migrated(staffGroupId, then.to, cause)
        return
      case 'rights_missing':
        if (staffGroupId) await consequences.rightsMissing(staffGroupId, then.missing, cause)
        return
      case 'customer_unreachable':
        if (task.conversationId) await consequences.unreachable(task.conversationId, cause)
        // The log says so too, a moment later: nothing more is begun until then.
        for (const other of lane.queue) other.doomed = true
        return
      case 'stop':
        // The connection has seen it, too, and lets nothing more begin.
        return
    }
  }

  /** So that the message finds its place; a ticket that is over gets its topic closed again afterwards. */
  async #reopen(task: Task, lane: Lane, where: Where): Promise<void> {
    const { chatId, threadId } = where
    if (threadId === null) return
    const params = { chat_id: chatId, message_thread_id: threadId }
    const result = await this.call({ method: 'reopenForumTopic', params })
    if (lane.facts) lane.facts.topicIs = 'unknown'
    this.parts.outbox.wish(lane, { kind: 'topic_state' }, lane.key)
    const verdict = judge(task, 'group', 'reopenForumTopic', result)
    if (verdict.kind !== 'rejected' || !verdict.then || verdict.then.kind === 'reopen_topic') return
    // What keeps it closed is no fault of the message.
    task.detours--
    this.#later(task, verdict.retryMs)
    await this.#follow(verdict.then, task, lane, where)
  }

  /** Undefined: nowhere now. A private chat whose id can't be opened is forgotten. */
  async #whereTo(lane: Lane, task: Task): Promise<Where | 'forgotten' | undefined> {
    const { sources } = this.parts
    if (isSeenByCustomer(task.work)) {
      const chatId = task.conversationId ? await sources.privateChat(task.conversationId) : undefined
      return chatId === undefined ? 'forgotten' : { chatId, threadId: null, staffGroupId: null }
    }
    if (!task.ticketId) {
      const group = task.staffGroupId ? sources.group(task.staffGroupId) : undefined
      const thread = Number(lane.key.split(':')[2])
      const threadId = Number.isInteger(thread) ? thread : null
      return group ? { chatId: group.chatId, threadId, staffGroupId: group.staffGroupId } : undefined
    }
    const topic = lane.facts?.topic
    const group = topic
      ? sources.group(topic.staffGroupId)
      : groupFor(task.ticketId, this.options.directories.staffGroups)
    if (!group || !isUsable(group) || (!topic && task.work.kind !== 'topic')) return undefined
    return { chatId: group.chatId, threadId: topic?.threadId ?? null, staffGroupId: group.staffGroupId }
  }

  /** Where media of a reply are copied from. */
  #sourceGroupOf(task: Task): StaffGroupId | null {
    const source =
      task.work.kind === 'reply' ? this.#factsOf(task)?.replies.get(task.work.messageId)?.source : undefined
    return source?.kind === 'message' ? source.place.staffGroupId : null
  }

  #factsOf(task: Task) {
    return task.ticketId ? this.parts.outbox.tickets.get(task.ticketId) : undefined
  }

  #later(task: Task, ms: number): void {
    task.notBefore = ms > 0 ? this.options.desk.clock.monotonic() + ms : 0
  }

  async #wish(lane: Lane, wished: Wished): Promise<void> {
    const then = await this.parts.wishes.grant(lane, wished, call => this.call(call))
    const place = this.parts.placeOf(lane)
    if (then && place) await this.parts.hold(place, then.seconds)
  }
}

/** A summary ends before the first message that is still to be relayed; of one that is half shown it has the beginning. */
function firstUnshownOf(lane: Lane): number {
  let first = Number.POSITIVE_INFINITY
  for (const { work, event, progress } of lane.queue) {
    const isBegun = 'part' in progress.state && progress.state.part > 0
    if (work.kind === 'relay' && !isBegun) first = Math.min(first, event.revision)
  }
  return first
}

const isDetour = ({ without, media, then }: Extract<Verdict, { kind: 'rejected' }>): boolean =>
  without !== undefined || media !== undefined || then?.kind === 'lose_topic' || then?.kind === 'reopen_topic'

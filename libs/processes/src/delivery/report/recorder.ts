import { randomUUID } from 'node:crypto'
import { type CommandContext, RecordDelivery, type SentFilePersonal } from '#application'
import { type DeliveryCommand, type DeliverySubject, deliveryDecider, deliveryStream, told } from '#domain'
import { Conflict, type EventLog } from '#event-log'
import {
  type Clock,
  type CommandId,
  commandIdFor,
  type DeliveryId,
  InfrastructureFault,
  type JsonObject,
  type StaffGroupId
} from '#kernel'
import { conceal } from '#privacy'
import { Stopped } from '#subscriptions'
import type { DeliveryOptions } from '../options.js'
import { isDelivery, type Outbox, type Overtaken, type Task } from '../outbox/index.js'

const longestPauseMs = 5000
const mostWords = 300

/** Repeats what the infrastructure kept from being done, until it is done or the process ends. @throws Stopped */
export async function untilDone<T>(action: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (let pause = 50; ; pause = Math.min(2 * pause, longestPauseMs)) {
    try {
      return await action()
    } catch (error) {
      if (!(error instanceof InfrastructureFault) && !(error instanceof Conflict)) throw error
      if (signal.aborted) throw new Stopped()
      await clock.sleep(pause, signal)
    }
  }
}

/** Writes what happens to a delivery into its stream, and takes the stream's word into the task. */
export class Recorder {
  constructor(
    private readonly options: Pick<DeliveryOptions, 'commands'> & {
      readonly log: EventLog
      readonly clock: Clock
    },
    private readonly outbox: Outbox,
    private readonly signal: AbortSignal
  ) {}

  context(task: Task, what: string): CommandContext {
    return this.#context(task, commandIdFor(task.id, what))
  }

  /**
   * The lock: true when this attempt is ours. Its id is random and known to nobody else, so that repeating an append
   * of unknown outcome can only find our own.
   */
  async attempt(
    task: Task,
    call: {
      readonly part: number
      readonly parts: number
      readonly method: string
      readonly marked: boolean
    },
    where: { readonly staffGroupId: StaffGroupId | null; readonly threadId: number | null }
  ): Promise<boolean> {
    const subject = subjectOf(task, where.staffGroupId)
    const command = { type: 'AttemptDelivery' as const, subject, ...call, threadId: where.threadId }
    return this.#run(task, command, this.#context(task, commandIdFor(randomUUID())))
  }

  /** Outcomes have ids that follow from the attempt: whoever finds them out, they are recorded once. */
  record(task: Task, command: Exclude<DeliveryCommand, { type: 'AttemptDelivery' }>): Promise<boolean> {
    const attempt = 'attempt' in command ? command.attempt : task.progress.state.attempts
    return this.#run(task, command, this.context(task, `${command.type}:${attempt}`))
  }

  /** With Telegram's words, sealed as what is said of a customer; without them where the customer is forgotten. */
  reject(
    task: Task,
    command: DeliveryCommand & { type: 'RejectDelivery' },
    words: string | undefined
  ): Promise<void> {
    return this.#about(task, command, words ? { words: words.slice(0, mostWords) } : undefined)
  }

  /** With what Telegram calls the file that it got by it, sealed likewise. */
  succeed(
    task: Task,
    command: DeliveryCommand & { type: 'SucceedDelivery' },
    file: SentFilePersonal['file'] | undefined
  ): Promise<void> {
    return this.#about(task, command, file && { file })
  }

  async #about(
    task: Task,
    command: DeliveryCommand & { type: 'RejectDelivery' | 'SucceedDelivery' },
    said: JsonObject | undefined
  ): Promise<void> {
    const { subjectId } = task.event.meta
    if (said && subjectId !== undefined) {
      const context = { ...this.context(task, `${command.type}:${command.attempt}`), subjectId }
      if (await this.#run(task, { ...command, personal: conceal(said) }, context)) return
    }
    await this.record(task, command)
  }

  abandon(task: Task, reason: string): Promise<boolean> {
    return this.record(task, { type: 'AbandonDelivery', subject: subjectOf(task, null), reason })
  }

  /** The task does what that one was for. Nothing happens where that one came to no bad end. */
  async supersede(id: DeliveryId, task: Task): Promise<void> {
    const command = { type: 'SupersedeDelivery' as const, by: task.id }
    const context = this.#context(task, commandIdFor(id, `superseded by ${task.id}`))
    await untilDone(
      () => this.options.commands.execute(new RecordDelivery(id, command, context)),
      this.options.clock,
      this.signal
    )
  }

  /** What the log said of the delivery before its own stream did. Nothing happens where the stream says so already. */
  async overtaken(task: Task, by: Overtaken): Promise<void> {
    await this.catchUp(task)
    const { state } = task.progress
    if (state.phase !== 'waiting' && state.phase !== 'attempting') return
    const attempt = state.attempts
    if (by.kind === 'succeeded') {
      const sent = { part: 0, parts: 1, telegramMessageIds: [], threadId: by.threadId, acceptedAt: by.at }
      await this.record(task, { type: 'SucceedDelivery', attempt, ...sent })
    } else if (state.phase === 'waiting') await this.abandon(task, by.reason)
    else await this.record(task, { type: 'DoubtDelivery', attempt, part: state.part, final: true })
  }

  /** Reads what others wrote to the delivery's stream. */
  async catchUp(task: Task): Promise<void> {
    const read = async () => {
      for await (const recorded of this.options.log.readStream(
        deliveryStream(task.id),
        task.progress.revision + 1
      )) {
        const event = told(recorded)
        if (isDelivery(event)) this.outbox.advance(task, recorded.revision, event)
      }
    }
    await untilDone(read, this.options.clock, this.signal)
  }

  async #run(task: Task, command: DeliveryCommand, context: CommandContext): Promise<boolean> {
    const decided = deliveryDecider.decide(command, task.progress.state)
    const before = task.progress.revision
    const { clock, commands } = this.options
    const outcome = await untilDone(
      () => commands.execute(new RecordDelivery(task.id, command, context, before < 0)),
      clock,
      this.signal
    )
    const simple = outcome.ok && decided.ok && outcome.value.events.length === decided.value.length
    if (simple && outcome.value.revision === before + decided.value.length) {
      for (const [index, event] of decided.value.entries())
        this.outbox.advance(task, before + 1 + index, event)
    } else await this.catchUp(task)
    return outcome.ok
  }

  #context(task: Task, commandId: CommandId): CommandContext {
    const { event, ticketId, conversationId } = task
    return {
      commandId,
      causationId: event.id,
      correlationId: ticketId ?? conversationId ?? event.stream,
      actor: 'process:delivery',
      ...(event.meta.traceparent === undefined ? {} : { traceparent: event.meta.traceparent })
    }
  }
}

const subjectOf = (task: Task, staffGroupId: StaffGroupId | null): DeliverySubject => ({
  kind: task.work.kind,
  ticketId: task.ticketId,
  conversationId: task.conversationId,
  staffGroupId,
  requestStream: task.event.stream,
  requestRevision: task.event.revision
})

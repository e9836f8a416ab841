import { ActOnForm, ActOnTicket, BindTopic, dropUpload } from '#application'
import { type DeliveryState, type TicketCommand, ticketStream } from '#domain'
import type { MessageId } from '#kernel'
import type { Logger } from '#observability'
import type { Sources } from '../compose/index.js'
import type { DeliveryOptions } from '../options.js'
import type { Outbox, Task } from '../outbox/index.js'
import { isForm, undelivered } from '../outbox/index.js'
import { type Recorder, untilDone } from './recorder.js'
import { replyFailureOf } from './reply-failure.js'

const laterMs = 60_000

/** Tells the ticket how a delivery ended. Idempotent: repeated after a crash, it changes nothing. */
export class Settlement {
  constructor(
    private readonly options: DeliveryOptions,
    private readonly parts: {
      readonly outbox: Outbox
      readonly sources: Sources
      readonly recorder: Recorder
      readonly logger: Logger
      readonly signal: AbortSignal
    }
  ) {}

  async settle(task: Task): Promise<void> {
    const { state } = task.progress
    if (task.settled || state.phase === 'waiting' || state.phase === 'attempting') return
    switch (task.work.kind) {
      case 'reply': {
        const command = await this.#outcomeOf(task.work.messageId, state)
        if (state.phase === 'succeeded') {
          await this.#supersede(task, task.work.messageId)
          await this.#release(task, task.work.messageId)
        }
        if (command) await this.#tell(task, command)
        this.parts.outbox.finish(task)
        return
      }
      case 'topic':
        if (state.phase === 'succeeded') await this.#bind(task, state.threadId)
        return
      case 'card':
        if (state.phase === 'succeeded') await this.#recordCard(task, state.messageIds[0])
        return
      case 'topic_name':
      case 'card_text':
        this.parts.outbox.finish(task)
        return
      case 'relay':
      case 'customer_notice':
      case 'staff_notice': {
        if (isForm(task)) await this.#tellForm(task, state)
        const told = undelivered(task)
        if (told) await this.#tell(task, { type: 'RecordNotDelivered', ...told })
        this.parts.outbox.finish(task)
      }
    }
  }

  async #outcomeOf(
    messageId: MessageId,
    state: Exclude<DeliveryState, { phase: 'waiting' | 'attempting' }>
  ): Promise<TicketCommand | undefined> {
    switch (state.phase) {
      case 'succeeded': {
        const { clock, settings } = this.options.desk
        const { afterReply } = await untilDone(() => settings.desk(), clock, this.parts.signal)
        const { messageIds: telegramMessageIds, acceptedAt } = state
        return { type: 'ConfirmReply', messageId, telegramMessageIds, acceptedAt, afterReply }
      }
      case 'rejected':
        return { type: 'FailReply', messageId, reason: replyFailureOf(state.reason), code: state.code }
      case 'abandoned':
        // The ticket has said so itself.
        if (state.reason === 'withdrawn') return undefined
        return { type: 'FailReply', messageId, reason: replyFailureOf(state.reason), code: null }
      case 'uncertain':
        return { type: 'MarkReplyUncertain', messageId }
      case 'superseded':
        return undefined
    }
  }

  /** Before the ticket is told: until then it is done again after a crash. */
  async #supersede(task: Task, messageId: MessageId): Promise<void> {
    const { outbox, recorder } = this.parts
    const facts = task.ticketId ? outbox.known.tickets.get(task.ticketId) : undefined
    for (const id of facts?.replies.get(messageId)?.deliveries ?? []) {
      if (id !== task.id) await recorder.supersede(id, task)
    }
  }

  /** What a program gave is Telegram's now. */
  async #release({ ticketId }: Task, messageId: MessageId): Promise<void> {
    const { outbox, sources, signal } = this.parts
    const { desk, state } = this.options
    const asked = ticketId ? outbox.known.tickets.get(ticketId)?.replies.get(messageId) : undefined
    if (!ticketId || asked?.source.kind !== 'api' || asked.kind === 'text') return
    const drop = async () => {
      const event = await sources.event(ticketStream(ticketId), asked.revision)
      const secret = event && (await sources.message(event))?.file?.upload
      if (secret !== undefined) await dropUpload(state.uploads, secret)
    }
    await untilDone(drop, desk.clock, signal)
  }

  async #bind(task: Task, threadId: number | null): Promise<void> {
    const { staffGroupId } = task.progress
    const group = staffGroupId && this.parts.sources.group(staffGroupId)
    if (!task.ticketId || !group || threadId === null)
      return this.#later(task, 'a topic without group or thread')
    const { recorder, signal } = this.parts
    const place = { staffGroupId: group.staffGroupId, chatId: group.chatId, threadId }
    const bind = new BindTopic(task.ticketId, place, recorder.context(task, 'bind'))
    const outcome = await untilDone(
      () => this.options.commands.execute(bind),
      this.options.desk.clock,
      signal
    )
    if (outcome.ok && outcome.value.holder === 'this_ticket') task.settled = true
    else this.#later(task, 'a new topic was bound elsewhere')
  }

  async #recordCard(task: Task, telegramMessageId: number | undefined): Promise<void> {
    const { outbox } = this.parts
    const topic = task.ticketId && outbox.known.tickets.get(task.ticketId)?.topic
    // A card whose id Telegram did not tell can't be edited; one in a topic that is gone needn't be.
    if (!topic || telegramMessageId === undefined) return outbox.finish(task)
    await this.#tell(task, { type: 'RecordCard', place: topic, telegramMessageId })
    // The log has said so before: no event ends it any more.
    if (task.ticketId && outbox.known.tickets.get(task.ticketId)?.card === telegramMessageId)
      outbox.finish(task)
    else task.settled = true
  }

  /** Where the question stands. What could not be sent is answered by nobody. */
  async #tellForm(task: Task, state: DeliveryState): Promise<void> {
    const { recorder, signal } = this.parts
    const { commands, desk } = this.options
    if (!task.ticketId) return
    const now = desk.clock.now()
    const [telegramMessageId = null] = 'messageIds' in state ? state.messageIds : []
    const command =
      state.phase === 'succeeded' || state.phase === 'uncertain'
        ? ({ type: 'ShowForm', telegramMessageId, now } as const)
        : ({ type: 'LeaveForm', cause: 'undelivered', now } as const)
    const act = new ActOnForm(task.ticketId, command, recorder.context(task, command.type))
    await untilDone(() => commands.execute(act), desk.clock, signal)
  }

  async #tell(task: Task, command: TicketCommand): Promise<void> {
    const { recorder, signal, logger } = this.parts
    if (!task.ticketId) return
    const context = recorder.context(task, `${command.type}:${task.progress.state.attempts}`)
    const act = new ActOnTicket(task.ticketId, command, context)
    const outcome = await untilDone(() => this.options.commands.execute(act), this.options.desk.clock, signal)
    if (!outcome.ok)
      logger.error(
        { deliveryId: task.id, command: command.type, reason: outcome.reason },
        'a ticket did not take the outcome of a delivery'
      )
  }

  #later(task: Task, why: string): void {
    task.notBefore = this.options.desk.clock.monotonic() + laterMs
    this.parts.logger.error({ deliveryId: task.id, why }, 'a topic could not be bound, trying again')
  }
}

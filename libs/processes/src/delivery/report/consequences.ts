import { randomUUID } from 'node:crypto'
import { ActOnStaffGroup, ActOnTicket, type CommandContext, RecordReachability } from '#application'
import type { EditFailure, GroupNeed, StaffGroupCommand, TopicPlace } from '#domain'
import { type ConversationId, commandIdFor, type StaffGroupId, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import type { DeliveryOptions } from '../options.js'
import type { ReplyEditWish } from '../outbox/index.js'
import { untilDone } from './recorder.js'

const mostWords = 300

/** What is recorded of the world because Telegram said so: all facts, decided by state, so that repeating is harmless. */
export class Consequences {
  constructor(
    private readonly options: DeliveryOptions,
    private readonly signal: AbortSignal
  ) {}

  async topicLost(ticketId: TicketId, place: TopicPlace, cause: string): Promise<void> {
    const act = new ActOnTicket(ticketId, { type: 'LoseTopic', place }, this.#context(cause, ticketId))
    await this.#run(() => this.options.commands.execute(act))
  }

  /** Once for each edit, whichever of the reply's messages it was; with Telegram's words, sealed. */
  async replyEditFailed(
    { facts: { ticketId, opened }, messageId }: ReplyEditWish,
    version: number,
    {
      reason,
      code,
      words
    }: { readonly reason: EditFailure; readonly code: number | null; readonly words?: string }
  ): Promise<void> {
    const said = words === undefined ? {} : { personal: conceal({ words: words.slice(0, mostWords) }) }
    const command = { type: 'FailReplyEdit' as const, messageId, version, reason, code, ...said }
    const context = this.#context(opened.id, ticketId)
    await this.#run(() => this.options.commands.execute(new ActOnTicket(ticketId, command, context)))
  }

  async unreachable(conversationId: ConversationId, cause: string): Promise<void> {
    const now = this.options.desk.clock.now()
    const context = this.#context(cause, conversationId)
    await this.#run(() =>
      this.options.commands.execute(new RecordReachability(conversationId, false, now, context))
    )
  }

  /** In addition to what is known to be missing. */
  async rightsMissing(
    staffGroupId: StaffGroupId,
    missing: readonly GroupNeed[],
    cause: string
  ): Promise<void> {
    const known = this.options.directories.staffGroups.byId(staffGroupId)?.missing ?? []
    await this.rights(staffGroupId, [...new Set([...known, ...missing])], cause)
  }

  rights(staffGroupId: StaffGroupId, missing: readonly GroupNeed[], cause: string): Promise<void> {
    return this.#group(staffGroupId, { type: 'RecordRights', missing }, cause)
  }

  async migrated(staffGroupId: StaffGroupId, toChatId: number, cause: string): Promise<void> {
    const fromChatId = this.options.directories.staffGroups.byId(staffGroupId)?.chatId
    if (fromChatId === undefined || fromChatId === toChatId) return
    await this.#group(staffGroupId, { type: 'MigrateStaffGroup', fromChatId, toChatId }, cause)
  }

  /** Resolves when the directory knows, too. */
  async #group(staffGroupId: StaffGroupId, command: StaffGroupCommand, cause: string): Promise<void> {
    const { commands, directories } = this.options
    const act = new ActOnStaffGroup(staffGroupId, command, this.#context(cause, staffGroupId))
    await this.#run(() => commands.execute(act))
    await directories.catchUp()
  }

  #run<T>(action: () => Promise<T>): Promise<T> {
    return untilDone(action, this.options.desk.clock, this.signal)
  }

  #context(causationId: string, correlationId: string): CommandContext {
    // What is told again later must be possible again: the state decides whether it is news.
    return { commandId: commandIdFor(randomUUID()), causationId, correlationId, actor: 'process:delivery' }
  }
}

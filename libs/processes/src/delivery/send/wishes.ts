import { isDeepStrictEqual } from 'node:util'
import { isOver } from '#domain'
import type { StaffGroupId, TicketId } from '#kernel'
import type { CallResult, TelegramError } from '#telegram'
import { isUsable } from '../../directories/index.js'
import type { Call, Sources } from '../compose/index.js'
import { cardEdit } from '../compose/index.js'
import type { DeliveryOptions } from '../options.js'
import type { Lane, Outbox, Wished } from '../outbox/index.js'
import { cardAgain, type TicketFacts } from '../outbox/index.js'
import type { Consequences } from '../report/index.js'
import { backoffMs, needsOf } from './verdict.js'

const mostFailures = 6
const cardsKept = 10_000

/** Card edits, reactions, closing and reopening, pins: repeated freely until things are as wished, or can't be. */
export class Wishes {
  /** What a card shows, as far as this process wrote it. */
  readonly #shown = new Map<TicketId, unknown>()

  constructor(
    private readonly options: DeliveryOptions,
    private readonly parts: {
      readonly outbox: Outbox
      readonly sources: Sources
      readonly consequences: Consequences
    }
  ) {}

  /** Answers how long Telegram wants the chat left alone, if it does. */
  async grant(
    lane: Lane,
    wished: Wished,
    send: (call: Call) => Promise<CallResult<unknown>>
  ): Promise<{ readonly seconds: number } | undefined> {
    const { outbox } = this.parts
    wished.underWay = true
    const facts = lane.facts
    const call = facts && (await this.#callFor(facts, wished))
    // A card that was sent and whose id the log is about to tell.
    const cardComes = wished.wish.kind === 'card' && facts?.card === null && lane.card?.settled === true
    if (!facts || !call || !this.options.canCall()) {
      if (facts && (call || cardComes)) this.#again(wished, 1000)
      else outbox.fulfil(lane, wished)
      return undefined
    }
    const result = await send(call)
    switch (result.kind) {
      case 'ok':
        if (wished.wish.kind === 'card') this.#remember(facts.ticketId, call.params)
        outbox.fulfil(lane, wished)
        return undefined
      case 'lost':
      case 'not_sent':
        if (++wished.failures > mostFailures) outbox.fulfil(lane, wished)
        else this.#again(wished, backoffMs(wished.failures))
        return undefined
      case 'error':
        return this.#refused(lane, facts, wished, result.classified)
    }
  }

  /** Undefined: nothing to do. */
  async #callFor(facts: TicketFacts, { wish }: Wished): Promise<Call | undefined> {
    const { sources } = this.parts
    const topic = facts.topic
    const group = topic && sources.group(topic.staffGroupId)
    if (!topic || !group || !isUsable(group)) return undefined
    const thread = { chat_id: group.chatId, message_thread_id: topic.threadId }
    switch (wish.kind) {
      case 'card': {
        if (!facts.card) return undefined
        const target = { chatId: group.chatId, threadId: topic.threadId }
        const edit = await cardEdit(facts, target, facts.card, sources)
        return isDeepStrictEqual(this.#shown.get(facts.ticketId), edit.params) ? undefined : edit
      }
      case 'topic_state': {
        const wanted = isOver(facts.status) ? 'closed' : 'open'
        if (facts.topicIs === wanted) return undefined
        return { method: wanted === 'closed' ? 'closeForumTopic' : 'reopenForumTopic', params: thread }
      }
      case 'pin':
        if (!facts.card || group.missing.includes('can_pin_messages')) return undefined
        return {
          method: 'pinChatMessage',
          params: { chat_id: group.chatId, message_id: facts.card, disable_notification: true }
        }
      case 'reaction': {
        const { telegramMessageId: message_id, emoji } = wish
        const reaction = [{ type: 'emoji' as const, emoji }]
        return { method: 'setMessageReaction', params: { chat_id: group.chatId, message_id, reaction } }
      }
    }
  }

  async #refused(
    lane: Lane,
    facts: TicketFacts,
    wished: Wished,
    error: TelegramError
  ): Promise<{ readonly seconds: number } | undefined> {
    const { outbox, consequences } = this.parts
    const { topic } = facts
    const cause = facts.opened.id
    if (error.kind === 'rate_limited') {
      wished.underWay = false
      return { seconds: error.retryAfter }
    }
    if (topic && error.kind === 'group_migrated' && error.to !== undefined) {
      await consequences.migrated(topic.staffGroupId, error.to, cause)
      this.#again(wished, 0)
      return undefined
    }
    if (topic && wished.wish.kind !== 'pin' && wished.failures++ < mostFailures) {
      const lacking = await this.#lacking(topic.staffGroupId, error, cause)
      if (lacking) {
        this.#again(wished, 1000)
        return undefined
      }
    }
    if (topic && error.kind === 'topic_gone') await consequences.topicLost(facts.ticketId, topic, cause)
    const { cardPosted } = facts
    if (wished.wish.kind === 'card' && error.kind === 'edit_target_gone' && facts.cards === 1 && cardPosted) {
      if (!lane.card) outbox.open(cardAgain(cardPosted, facts))
    }
    outbox.fulfil(lane, wished)
    return undefined
  }

  async #lacking(group: StaffGroupId, error: TelegramError, cause: string): Promise<boolean> {
    const missing =
      error.kind === 'rights_missing'
        ? needsOf(error.what)
        : error.kind === 'group_lost' || error.kind === 'customer_unreachable'
          ? (['administrator'] as const)
          : error.kind === 'not_a_forum'
            ? (['forum'] as const)
            : undefined
    if (!missing) return false
    await this.parts.consequences.rightsMissing(group, missing, cause)
    return true
  }

  #again(wished: Wished, ms: number): void {
    wished.underWay = false
    wished.notBefore = this.options.desk.clock.monotonic() + ms
  }

  #remember(ticketId: TicketId, params: unknown): void {
    this.#shown.delete(ticketId)
    this.#shown.set(ticketId, params)
    if (this.#shown.size <= cardsKept) return
    for (const oldest of this.#shown.keys()) {
      this.#shown.delete(oldest)
      return
    }
  }
}

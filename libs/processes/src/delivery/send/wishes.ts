import { isDeepStrictEqual } from 'node:util'
import { isOver } from '#domain'
import { type Clock, type TicketId, unreachable } from '#kernel'
import { isUsable } from '../../directories/index.js'
import type { Taken } from '../../dispatch/index.js'
import { replyWords } from '../../words/index.js'
import { type Call, cardEdit, quiet, type Sources, topicName } from '../compose/index.js'
import {
  cardAgain,
  isOfCard,
  type Lane,
  noteEdit,
  type Outbox,
  type TicketFacts,
  type Wished
} from '../outbox/index.js'
import type { Consequences } from '../report/index.js'
import type { Caller } from './caller.js'
import type { FollowUp } from './follow-up.js'
import { PrivateEdits } from './private-edits.js'
import { ReplyEdits } from './reply-edits.js'
import { judgeWish, type WishVerdict } from './wish-verdict.js'

const cardsKept = 10_000

/** Card edits, reactions, closing and reopening, pins: no delivery events. */
export class Wishes {
  /** What a card shows, as far as this process wrote it. */
  readonly #shown = new Map<TicketId, unknown>()
  readonly #replyEdits: ReplyEdits
  readonly #privateEdits: PrivateEdits

  constructor(
    private readonly parts: {
      readonly outbox: Outbox
      readonly sources: Sources
      readonly caller: Caller
      readonly followUp: FollowUp
      readonly consequences: Consequences
      readonly clock: Clock
    }
  ) {
    this.#replyEdits = new ReplyEdits(parts)
    this.#privateEdits = new PrivateEdits(parts)
  }

  async take(lane: Lane, wished: Wished): Promise<Taken> {
    wished.underWay = true
    try {
      if (wished.wish.kind === 'reply_edit') {
        const taken = await this.#replyEdits.take(lane, wished, wished.wish)
        if (taken.verdict.kind !== 'over') wished.underWay = false
        return taken
      }
      if (wished.wish.kind === 'rating' || wished.wish.kind === 'form') {
        const taken = await this.#privateEdits.take(lane, wished, wished.wish)
        if (taken.verdict.kind !== 'over') wished.underWay = false
        return taken
      }
      const { verdict, besides, ...more } = await this.#grant(lane, wished)
      if (verdict.kind !== 'over') wished.underWay = false
      const record = async () => {
        const { facts } = lane
        if (besides && facts) await this.#follow(besides, lane, facts)
        if (verdict.kind === 'over') this.parts.outbox.fulfil(lane, wished)
      }
      return { verdict, ...more, record }
    } catch (error) {
      wished.underWay = false
      throw error
    }
  }

  async #grant(lane: Lane, wished: Wished): Promise<WishVerdict> {
    const { facts } = lane
    if (!facts) return { verdict: { kind: 'over' }, called: false }
    const call = await this.#callFor(facts, wished)
    // A card that was sent and whose id the log is about to tell.
    const cardComes = isOfCard(wished.wish) && facts.card === null && lane.card?.settled === true
    const later = { kind: 'not_begun', after: 1000 } as const
    if (!call) return { verdict: cardComes ? later : { kind: 'over' }, called: false }
    if (!this.parts.caller.mayCall()) return { verdict: later, called: false }
    const result = await this.parts.caller.call(call)
    if (result.kind === 'ok') noteEdit(wished.wish, facts, this.parts.clock.monotonic())
    if (result.kind === 'ok' && isOfCard(wished.wish)) this.#remember(facts.ticketId, call.params)
    if (result.kind === 'ok' && call.method === 'editForumTopic' && call.params.icon_custom_emoji_id)
      facts.iconIs = call.params.icon_custom_emoji_id
    if (wished.wish.kind === 'reopen') facts.topicIs = 'unknown'
    return judgeWish(wished, facts, result)
  }

  async #follow(besides: NonNullable<WishVerdict['besides']>, lane: Lane, facts: TicketFacts): Promise<void> {
    const { outbox, consequences, followUp } = this.parts
    const { topic, cardPosted } = facts
    const cause = facts.opened.id
    switch (besides.kind) {
      case 'migrate':
      case 'rights_missing':
        return followUp.ofGroup(besides, topic?.staffGroupId ?? null, cause)
      case 'lose_topic':
        if (topic) await consequences.topicLost(facts.ticketId, topic, cause)
        return
      case 'post_card_again':
        if (cardPosted && !lane.card) outbox.open(cardAgain(cardPosted, facts))
        return
      default:
        return unreachable(besides)
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
      case 'reply_edit':
      case 'rating':
      case 'form':
        return undefined
      case 'card':
      case 'card_side': {
        if (!facts.card) return undefined
        const target = { chatId: group.chatId, threadId: topic.threadId }
        const edit = await cardEdit(facts, target, facts.card, sources)
        return isDeepStrictEqual(this.#shown.get(facts.ticketId), edit.params) ? undefined : edit
      }
      case 'reopen':
        return { method: 'reopenForumTopic', params: thread }
      case 'topic_state': {
        const wanted = isOver(facts.status) ? 'closed' : 'open'
        if (facts.topicIs === wanted) return undefined
        return { method: wanted === 'closed' ? 'closeForumTopic' : 'reopenForumTopic', params: thread }
      }
      case 'topic_name': {
        const { display_name = '' } = (await sources.customer(facts)) ?? {}
        const name = topicName(display_name, facts.code, await sources.language())
        return { method: 'editForumTopic', params: { ...thread, name } }
      }
      case 'icon': {
        const icon = await sources.icon(facts)
        if (icon === undefined || icon === facts.iconIs) return undefined
        return { method: 'editForumTopic', params: { ...thread, icon_custom_emoji_id: icon } }
      }
      case 'pin':
        if (!facts.card || group.missing.includes('can_pin_messages')) return undefined
        return {
          method: 'pinChatMessage',
          params: { chat_id: group.chatId, message_id: facts.card, disable_notification: true }
        }
      case 'failure_notice': {
        const arrived = quiet(replyWords[await sources.language()].arrived)
        const message_id = (await sources.messageIdsOf(wish.deliveryId)).at(-1)
        // Of an older topic than the present one: nobody reads it any more.
        if (message_id === undefined || message_id < topic.threadId) return undefined
        return {
          method: 'editMessageText',
          params: { chat_id: group.chatId, message_id, text: arrived.text, entities: [...arrived.entities] }
        }
      }
      case 'reaction': {
        const { telegramMessageId: message_id, emoji } = wish
        const reaction = [{ type: 'emoji' as const, emoji }]
        return { method: 'setMessageReaction', params: { chat_id: group.chatId, message_id, reaction } }
      }
    }
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

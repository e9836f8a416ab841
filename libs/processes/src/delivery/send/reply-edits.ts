import type { EditFailure } from '#domain'
import type { CallResult } from '#telegram'
import type { Taken, Verdict } from '../../dispatch/index.js'
import { type ReplyEditStep, replyEditStep, type Sources } from '../compose/index.js'
import { type Lane, type Outbox, type ReplyEditWish, ticketLane, type Wished } from '../outbox/index.js'
import type { Consequences } from '../report/index.js'
import type { Caller } from './caller.js'

export interface EditVerdict {
  readonly verdict: Verdict
  /** Why the customer goes on seeing what stood there. */
  readonly failed?: { readonly reason: EditFailure; readonly code: number | null; readonly words?: string }
}

const leaseMs = 1000
const over: Verdict = { kind: 'over' }

/** What an answer means for an edit: repeated freely until the message says so, or Telegram refuses it. Pure. */
export function judgeEdit(method: string, result: CallResult<unknown>): EditVerdict {
  switch (result.kind) {
    case 'ok':
      return { verdict: over }
    case 'lost':
      return { verdict: { kind: 'doubt', after: 'backoff' } }
    case 'not_sent':
      return { verdict: { kind: 'again', after: 'backoff' } }
    case 'error': {
      const { code, classified: error, description: words } = result
      const failed = (reason: EditFailure): EditVerdict => ({
        verdict: over,
        failed: { reason, code, words }
      })
      switch (error.kind) {
        case 'not_modified':
          return { verdict: over }
        case 'rate_limited':
          return { verdict: { kind: 'retry_after', seconds: error.retryAfter } }
        case 'unauthorized':
        case 'conflict':
          return { verdict: { kind: 'again', after: 'backoff' } }
        case 'source_gone':
        case 'edit_target_gone':
          // What was to be deleted is gone.
          return method === 'deleteMessage' ? { verdict: over } : failed('message_gone')
        case 'customer_unreachable':
          return failed('customer_unreachable')
        case 'cannot_edit':
        case 'cannot_delete':
          return failed(/time_expired/i.test(words) ? 'too_old' : 'cannot_be_edited')
        default:
          return failed('refused_by_telegram')
      }
    }
  }
}

/** Edits of replies at the customer: towards what the agent's message says now, without delivery events. */
export class ReplyEdits {
  constructor(
    private readonly parts: {
      readonly outbox: Outbox
      readonly sources: Sources
      readonly caller: Caller
      readonly consequences: Consequences
    }
  ) {}

  async take(lane: Lane, wished: Wished, wish: ReplyEditWish): Promise<Taken> {
    const version = wish.facts.replies.get(wish.messageId)?.edits.length ?? 0
    const { verdict, failed } = await this.#edit(wish)
    const record = async () => {
      const { outbox, consequences } = this.parts
      if (failed) await consequences.replyEditFailed(wish, version, failed)
      else if (verdict.kind === 'over') this.#showDone(lane, wished, wish)
      if (verdict.kind === 'over') outbox.fulfil(lane, wished)
    }
    return { verdict, record }
  }

  async #edit(wish: ReplyEditWish): Promise<EditVerdict> {
    const { sources, caller } = this.parts
    const chatId = await sources.privateChat(wish.facts.conversationId)
    if (chatId === undefined) return { verdict: over }
    const step: ReplyEditStep = await replyEditStep(wish, chatId, sources)
    switch (step.kind) {
      case 'nothing':
        return { verdict: over }
      case 'impossible':
        return { verdict: over, failed: { reason: step.reason, code: null } }
      case 'call':
        if (!caller.mayCall()) return { verdict: { kind: 'not_begun', after: leaseMs } }
        return judgeEdit(step.call.method, await caller.call(step.call))
    }
  }

  /** Once no message of the reply waits any more, the agent's message has its sign again. Held as the edit was. */
  #showDone(lane: Lane, wished: Wished, { facts, messageId }: ReplyEditWish): void {
    const { outbox } = this.parts
    const reply = facts.replies.get(messageId)
    const position = wished.positions.at(-1)
    const waits = [...lane.wishes.values()].some(
      other => other !== wished && other.wish.kind === 'reply_edit' && other.wish.messageId === messageId
    )
    const source = reply?.source
    if (waits || !reply || position === undefined || source?.kind !== 'message' || !facts.topic) return
    if (reply.failedVersion >= reply.edits.length) return
    const there = outbox.laneOf(ticketLane(facts.ticketId), facts.ticketId)
    outbox.wish(
      there,
      { kind: 'reaction', telegramMessageId: source.telegramMessageId, emoji: '👍' },
      position
    )
  }
}

import type { CallResult } from '#telegram'
import type { Taken, Verdict } from '../../dispatch/index.js'
import { formEdit, ratingEdit, type Sources } from '../compose/index.js'
import type { FormWish, Lane, Outbox, RatingWish, Wished } from '../outbox/index.js'
import type { Caller } from './caller.js'

const leaseMs = 1000
const over: Verdict = { kind: 'over' }

/** Repeated freely until the message says so, or never can. Pure. */
export function judgePrivateEdit(result: CallResult<unknown>): Verdict {
  switch (result.kind) {
    case 'ok':
      return over
    case 'lost':
      return { kind: 'doubt', after: 'backoff' }
    case 'not_sent':
      return { kind: 'again', after: 'backoff' }
    case 'error': {
      const { classified: error } = result
      if (error.kind === 'rate_limited') return { kind: 'retry_after', seconds: error.retryAfter }
      return error.kind === 'unauthorized' || error.kind === 'conflict'
        ? { kind: 'again', after: 'backoff' }
        : over
    }
  }
}

/** What the desk has asked a customer shows what they answered. No delivery events. */
export class PrivateEdits {
  constructor(
    private readonly parts: { readonly outbox: Outbox; readonly sources: Sources; readonly caller: Caller }
  ) {}

  async take(lane: Lane, wished: Wished, wish: RatingWish | FormWish): Promise<Taken> {
    const verdict = await this.#edit(wish)
    const record = async () => {
      if (verdict.kind === 'over') this.parts.outbox.fulfil(lane, wished)
    }
    return { verdict, record }
  }

  async #edit({ kind, facts }: RatingWish | FormWish): Promise<Verdict> {
    const { sources, caller } = this.parts
    const chatId = await sources.privateChat(facts.conversationId)
    if (chatId === undefined) return over
    const edit = kind === 'form' ? formEdit : ratingEdit
    const call = await edit(facts, chatId, sources)
    if (!call) return over
    return caller.mayCall()
      ? judgePrivateEdit(await caller.call(call))
      : { kind: 'not_begun', after: leaseMs }
  }
}

import type { CallResult } from '#telegram'
import type { Verdict } from '../../dispatch/index.js'
import { isOfCard, type TicketFacts, type Wished } from '../outbox/index.js'
import { type GroupTrouble, troubleOf } from './group-trouble.js'

export interface WishVerdict {
  /** `over`: it has come true, or is given up. */
  readonly verdict: Verdict
  readonly called?: false
  readonly besides?: GroupTrouble | { readonly kind: 'lose_topic' } | { readonly kind: 'post_card_again' }
}

const mostFailures = 6
const over: Verdict = { kind: 'over' }

/** What an answer means for a wish: repeated freely until things are as wished, or can't be. Pure. */
export function judgeWish(
  { wish, failures }: Pick<Wished, 'wish' | 'failures'>,
  { cards, topic }: Pick<TicketFacts, 'cards' | 'topic'>,
  result: CallResult<unknown>
): WishVerdict {
  const mayRepeat = failures < mostFailures
  switch (result.kind) {
    case 'ok':
      return { verdict: over }
    case 'lost':
      return { verdict: mayRepeat ? { kind: 'doubt', after: 'backoff' } : over }
    case 'not_sent':
      return { verdict: mayRepeat ? { kind: 'again', after: 'backoff' } : over }
    case 'error': {
      const { classified: error } = result
      if (error.kind === 'rate_limited') {
        return { verdict: { kind: 'retry_after', seconds: error.retryAfter } }
      }
      if (error.kind === 'unauthorized' || error.kind === 'conflict') {
        return { verdict: { kind: 'again', after: 'backoff' } }
      }
      const trouble = topic && mayRepeat ? troubleOf(error) : undefined
      if (trouble?.kind === 'migrate') return { verdict: { kind: 'again', after: 0 }, besides: trouble }
      // A pin is not worth the group's rights.
      if (trouble && wish.kind !== 'pin') return { verdict: { kind: 'again', after: 1000 }, besides: trouble }
      if (error.kind === 'topic_gone') return { verdict: over, besides: { kind: 'lose_topic' } }
      if (error.kind === 'edit_target_gone' && isOfCard(wish) && cards === 1) {
        return { verdict: over, besides: { kind: 'post_card_again' } }
      }
      return { verdict: over }
    }
  }
}

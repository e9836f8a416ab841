import { unreachable } from '#kernel'
import type { Work } from '../outbox/index.js'

/**
 * What is done when the answer of Telegram was lost, by who would see it twice:
 * - `never_repeated`: a customer would. An agent is asked.
 * - `repeated_marked`: staff would. A message that is missing is worse; it says that it may be a repeat.
 * - `repeated`: nobody would, it is an edit.
 * - `after_its_echo`: Telegram will tell by itself whether there is a topic.
 */
export type WhenInDoubt = 'never_repeated' | 'repeated_marked' | 'repeated' | 'after_its_echo'

export function whenInDoubt(work: Work): WhenInDoubt {
  switch (work.kind) {
    case 'reply':
    case 'customer_notice':
      return 'never_repeated'
    case 'relay':
    case 'card':
    case 'staff_notice':
      return 'repeated_marked'
    case 'topic_name':
    case 'card_text':
      return 'repeated'
    case 'topic':
      return 'after_its_echo'
    default:
      return unreachable(work)
  }
}

import type { ReplyFailure } from '#domain'

const failures: readonly ReplyFailure[] = [
  'customer_blocked_bot',
  'customer_gone',
  'chat_not_found',
  'message_gone',
  'cannot_copy',
  'voice_forbidden',
  'refused_by_telegram'
]

/** Why a reply failed, from what its delivery's stream says. */
export function replyFailureOf(reason: string): ReplyFailure {
  if (reason === 'forgotten') return 'customer_gone'
  return failures.find(failure => failure === reason) ?? 'refused_by_telegram'
}

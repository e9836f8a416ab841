import type { GroupNeed } from '#domain'
import type { LackingRight, TelegramError } from '#telegram'

/** What a refusal says of the group and not of the call. */
export type GroupTrouble =
  | { readonly kind: 'rights_missing'; readonly missing: readonly GroupNeed[] }
  | { readonly kind: 'migrate'; readonly to: number }

/** Undefined: nothing. The call went to a group. */
export function troubleOf(error: TelegramError): GroupTrouble | undefined {
  switch (error.kind) {
    case 'not_a_forum':
      return { kind: 'rights_missing', missing: ['forum'] }
    case 'rights_missing':
      return { kind: 'rights_missing', missing: needsOf(error.what) }
    case 'group_lost':
    // Telegram's words for a chat that the bot can't see.
    case 'customer_unreachable':
      return { kind: 'rights_missing', missing: ['administrator'] }
    case 'group_migrated':
      return error.to === undefined ? undefined : { kind: 'migrate', to: error.to }
    default:
      return undefined
  }
}

function needsOf(what: LackingRight): readonly GroupNeed[] {
  switch (what) {
    case 'create_topic':
    case 'edit_topic':
    case 'close_topic':
      return ['can_manage_topics']
    case 'delete_topic':
      return ['can_delete_messages']
    case 'pin':
      return ['can_pin_messages']
    case 'send':
    case 'administrator':
    case 'other':
      return ['administrator']
  }
}

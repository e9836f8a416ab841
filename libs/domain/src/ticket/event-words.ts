import type { StaffGroupId } from '#kernel'

/** Words and places in ticket events: as much the storage format as their names, so they grow and are never renamed. */

/** Telegram's kinds of message content; what is new to us is `other` and still relayed by copying. */
export const messageKinds = [
  'text',
  'photo',
  'video',
  'animation',
  'audio',
  'voice',
  'video_note',
  'document',
  'sticker',
  'location',
  'venue',
  'contact',
  'poll',
  'dice',
  'live_photo',
  'story',
  'game',
  'checklist',
  'paid_media',
  'rich_message',
  'invoice',
  'giveaway',
  'giveaway_winners',
  'other',
  /** Of the desk's own: what was answered to a form. */
  'form'
] as const
export type MessageKind = (typeof messageKinds)[number]

/** Where in Telegram's staff group something was said or pressed. */
export type TopicPlace = {
  readonly staffGroupId: StaffGroupId
  readonly chatId: number
  readonly threadId: number
}

/** How a person asked: by a message in the topic, by a button, by the API, or by closing or reopening the topic. */
export type Via =
  | { readonly kind: 'message'; readonly place: TopicPlace; readonly telegramMessageId: number }
  | { readonly kind: 'button'; readonly place: TopicPlace }
  | { readonly kind: 'topic'; readonly place: TopicPlace }
  | { readonly kind: 'api' }

export type ReplySource =
  | { readonly kind: 'message'; readonly place: TopicPlace; readonly telegramMessageId: number }
  | { readonly kind: 'api' }

/** `auto`: somebody asked for whoever has the least; `routing`: by the desk, as the `RoutingDecided` before it says. */
export type AssignCause = 'claim' | 'assign' | 'auto' | 'reply' | 'routing'
/** `accept`: whom the desk gave it to has taken it up. */
export type StatusCause =
  | 'accept'
  | 'reply'
  | 'reply_accepted'
  | 'customer_message'
  | 'hold'
  | 'wait'
  | 'resume'
export type ResolveCause = 'command' | 'button' | 'topic_closed' | 'api' | 'rule'
export type ReopenCause =
  | 'customer'
  | 'command'
  | 'button'
  | 'topic_reopened'
  | 'api'
  | 'customer_message'
  | 'reply'
  | 'rule'
export type CloseCause = 'command' | 'api' | 'inactivity' | 'reopen_window_passed' | 'rule' | 'customer'

/** Why Telegram did not take a reply. */
export type ReplyFailure =
  | 'customer_blocked_bot'
  | 'customer_gone'
  | 'chat_not_found'
  | 'message_gone'
  | 'cannot_copy'
  | 'voice_forbidden'
  | 'refused_by_telegram'

/** Why the customer still sees what a reply said before it was edited. `too_long`: it needs more messages than it was sent as. */
export type EditFailure =
  | 'too_long'
  | 'too_old'
  | 'cannot_be_edited'
  | 'message_gone'
  | 'customer_unreachable'
  | 'refused_by_telegram'

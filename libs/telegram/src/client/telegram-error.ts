/** What the bot lacks, where Telegram says so. */
export type LackingRight =
  | 'create_topic'
  | 'edit_topic'
  | 'close_topic'
  | 'delete_topic'
  | 'send'
  | 'pin'
  | 'administrator'
  | 'other'

/** What a refusal by Telegram means. Nothing was done, except for `not_modified`: all was done before. */
export type TelegramError =
  /** The state is already as wanted: a success. */
  | { readonly kind: 'not_modified' }
  /** Deleted, archived, or never was. */
  | { readonly kind: 'topic_gone' }
  | { readonly kind: 'topic_closed' }
  /** Topics are switched off in the group. */
  | { readonly kind: 'not_a_forum' }
  | { readonly kind: 'rights_missing'; readonly what: LackingRight }
  /** `chat_not_found` is also said of a group that the bot can't see: the caller knows whom it wrote to. */
  | {
      readonly kind: 'customer_unreachable'
      readonly why: 'blocked' | 'deactivated' | 'never_started' | 'chat_not_found' | 'is_a_bot'
    }
  /** `to` is missing where Telegram did not say it: wait for the service message. */
  | { readonly kind: 'group_migrated'; readonly to: number | undefined }
  | { readonly kind: 'group_lost'; readonly why: 'kicked' | 'not_member' | 'deleted' }
  /** Send it again without the reply. */
  | { readonly kind: 'reply_target_gone' }
  /** The quote is no exact part of the message replied to: send it again without. */
  | { readonly kind: 'quote_bad' }
  | { readonly kind: 'edit_target_gone' }
  /** The message is there, but can't become what was asked: not ours, or of another kind. */
  | { readonly kind: 'cannot_edit' }
  /** The message to copy, forward, delete, pin or react to was deleted. */
  | { readonly kind: 'source_gone' }
  /** Service message, paid or protected content: send the content itself, or a placeholder. */
  | { readonly kind: 'cannot_copy' }
  | { readonly kind: 'cannot_delete' }
  | { readonly kind: 'entities_bad' }
  | { readonly kind: 'too_long' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'file_unusable'; readonly why: 'too_big' | 'other' }
  /** The customer takes neither voice nor video messages. */
  | { readonly kind: 'voice_forbidden' }
  /** A button press answered too late. */
  | { readonly kind: 'query_too_old' }
  /** Seconds. */
  | { readonly kind: 'rate_limited'; readonly retryAfter: number }
  /** The token is wrong or was revoked, or the API root is wrong: nothing works until a person changes that. */
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'method_unknown' }
  /** Someone else takes the updates: a webhook is set, or another poller runs. */
  | { readonly kind: 'conflict'; readonly with: 'webhook' | 'poller' }
  /** Anything else: the same call will be refused again, a person has to look. */
  | { readonly kind: 'permanent' }

export interface ErrorParameters {
  readonly migrate_to_chat_id?: number
  readonly retry_after?: number
}

const lacking = (what: LackingRight): TelegramError => ({ kind: 'rights_missing', what })
const unreachable = (why: 'blocked' | 'deactivated' | 'never_started' | 'chat_not_found' | 'is_a_bot') =>
  ({ kind: 'customer_unreachable', why }) as const

/** The first line that fits wins. Matched without the prefix of the code, in any case of letters. */
const table: readonly (readonly [RegExp, TelegramError])[] = [
  [/^message is not modified/, { kind: 'not_modified' }],
  [/^topic_not_modified/, { kind: 'not_modified' }],
  [/^message thread not found/, { kind: 'topic_gone' }],
  [/^(topic_deleted|topic_id_invalid)/, { kind: 'topic_gone' }],
  [/^topic_closed/, { kind: 'topic_closed' }],
  [/the chat is not a forum|^channel_forum_missing/, { kind: 'not_a_forum' }],
  [/^not enough rights to create a topic/, lacking('create_topic')],
  [/^not enough rights to edit (the|a) topic/, lacking('edit_topic')],
  [/^not enough rights to close or open (the|a) topic/, lacking('close_topic')],
  [/^not enough rights to delete (the|a) topic/, lacking('delete_topic')],
  [/^not enough rights to send/, lacking('send')],
  [
    /^(have no write access|have no rights to send|chat_write_forbidden|chat_restricted|chat_send_\w+_forbidden)/,
    lacking('send')
  ],
  [/^not enough rights to (manage pinned|pin|unpin)/, lacking('pin')],
  [/^(chat_admin_required|need administrator rights)/, lacking('administrator')],
  [/^not enough rights/, lacking('other')],
  [/^bot was blocked by the user|^user_is_blocked/, unreachable('blocked')],
  [/^user is deactivated|^input_user_deactivated/, unreachable('deactivated')],
  [/^bot can't initiate conversation/, unreachable('never_started')],
  [/^bot can't send messages to bots|^user_is_bot/, unreachable('is_a_bot')],
  [/^(private )?chat not found|^peer_id_invalid|^user not found/, unreachable('chat_not_found')],
  [/^bot was kicked/, { kind: 'group_lost', why: 'kicked' }],
  [/^bot is not a member/, { kind: 'group_lost', why: 'not_member' }],
  [/group chat was (deleted|deactivated)|^chat_deactivated/, { kind: 'group_lost', why: 'deleted' }],
  [
    /^(message to be replied not found|message to reply not found|reply message not found)|^reply_message_id_invalid/,
    { kind: 'reply_target_gone' }
  ],
  [/^message to edit not found/, { kind: 'edit_target_gone' }],
  [
    /^message can't be edited|^there is no (text|caption|media) in the message|^message_author_required|^message_edit_time_expired/,
    { kind: 'cannot_edit' }
  ],
  [
    /^message(s)? to (copy|forward|delete|react|pin) not found|^there are no messages to (copy|forward)|^message_id_invalid/,
    { kind: 'source_gone' }
  ],
  [
    /^the message can't be (copied|forwarded)|^message has protected content|^chat_forwards_restricted/,
    { kind: 'cannot_copy' }
  ],
  [/^message can't be deleted|^message_delete_forbidden/, { kind: 'cannot_delete' }],
  [/^can't parse entities|^entity_\w+_invalid|^entities_too_long/, { kind: 'entities_bad' }],
  [/^quote_|\bquote (not found|is invalid)/, { kind: 'quote_bad' }],
  [
    /^message is too long|^message_too_long|^(message )?caption is too long|^media_caption_too_long/,
    { kind: 'too_long' }
  ],
  [
    /^(message )?text is empty|^message text is empty|^message_empty|^text must be non-empty/,
    { kind: 'empty' }
  ],
  [/^file is too big/, { kind: 'file_unusable', why: 'too_big' }],
  [
    /^wrong (remote )?file[ _]id|^wrong file identifier|^failed to get http url|^wrong type of the web page|^file_reference/,
    { kind: 'file_unusable', why: 'other' }
  ],
  [/^voice_messages_forbidden/, { kind: 'voice_forbidden' }],
  [/^query is too old|^query_id_invalid/, { kind: 'query_too_old' }]
]

/** Prefixes that the server puts before its own words, by code. */
const prefix = /^(bad request|forbidden|unauthorized|not found|conflict|too many requests): /

/**
 * What an answer with `ok: false` means; `code` below 500. By the words, as Telegram's codes say little:
 * the server itself turns many 403 into 400.
 */
export function classifyError(
  code: number,
  description: string,
  parameters: ErrorParameters = {}
): TelegramError {
  const words = description.toLowerCase().replace(prefix, '')
  if (code === 429 || code === 420 || parameters.retry_after !== undefined) {
    const said = parameters.retry_after ?? Number(/retry after (\d+)/.exec(words)?.[1] ?? 1)
    return { kind: 'rate_limited', retryAfter: said }
  }
  const slowMode = /^slowmode_wait_(\d+)/.exec(words)
  if (slowMode) return { kind: 'rate_limited', retryAfter: Number(slowMode[1]) }
  if (parameters.migrate_to_chat_id !== undefined || /upgraded to a supergroup/.test(words)) {
    return { kind: 'group_migrated', to: parameters.migrate_to_chat_id }
  }
  if (code === 401) return { kind: 'unauthorized' }
  if (code === 404)
    return /method not found/.test(words) ? { kind: 'method_unknown' } : { kind: 'unauthorized' }
  if (code === 409) return { kind: 'conflict', with: /webhook/.test(words) ? 'webhook' : 'poller' }
  return table.find(([pattern]) => pattern.test(words))?.[1] ?? { kind: 'permanent' }
}

import { describe, expect, it } from '@jest/globals'
import { classifyError, type ErrorParameters, type TelegramError } from './telegram-error.js'

const lacking = (what: string) => ({ kind: 'rights_missing', what })
const unreachable = (why: string) => ({ kind: 'customer_unreachable', why })

const rows: [number, string, object, ErrorParameters?][] = [
  [400, 'Bad Request: message thread not found', { kind: 'topic_gone' }],
  [400, 'Bad Request: TOPIC_DELETED', { kind: 'topic_gone' }],
  [400, 'Bad Request: TOPIC_ID_INVALID', { kind: 'topic_gone' }],
  [400, 'Bad Request: TOPIC_CLOSED', { kind: 'topic_closed' }],
  [400, 'Bad Request: TOPIC_NOT_MODIFIED', { kind: 'not_modified' }],
  [400, 'Bad Request: the chat is not a forum', { kind: 'not_a_forum' }],
  [400, 'Bad Request: not enough rights to create a topic', lacking('create_topic')],
  [400, 'Bad Request: not enough rights to edit the topic', lacking('edit_topic')],
  [400, 'Bad Request: not enough rights to close or open the topic', lacking('close_topic')],
  [400, 'Bad Request: not enough rights to delete the topic', lacking('delete_topic')],
  [400, 'Bad Request: not enough rights to send text messages to the chat', lacking('send')],
  [400, 'Bad Request: not enough rights to send photos to the chat', lacking('send')],
  [400, 'Bad Request: have no write access to the chat', lacking('send')],
  [400, 'Bad Request: CHAT_WRITE_FORBIDDEN', lacking('send')],
  [400, 'Bad Request: CHAT_ADMIN_REQUIRED', lacking('administrator')],
  [400, 'Bad Request: not enough rights to manage pinned messages in the chat', lacking('pin')],
  [400, 'Bad Request: not enough rights to restrict/unrestrict chat member', lacking('other')],
  [400, 'Bad Request: chat not found', unreachable('chat_not_found')],
  [400, 'Bad Request: private chat not found', unreachable('chat_not_found')],
  [400, 'Bad Request: PEER_ID_INVALID', unreachable('chat_not_found')],
  [
    400,
    'Bad Request: group chat was upgraded to a supergroup chat',
    { kind: 'group_migrated', to: -1001 },
    { migrate_to_chat_id: -1001 }
  ],
  [
    400,
    'Bad Request: group chat was upgraded to a supergroup chat',
    { kind: 'group_migrated', to: undefined }
  ],
  [403, 'Forbidden: bot was blocked by the user', unreachable('blocked')],
  [403, 'Forbidden: user is deactivated', unreachable('deactivated')],
  [403, "Forbidden: bot can't initiate conversation with a user", unreachable('never_started')],
  [403, "Forbidden: bot can't send messages to bots", unreachable('is_a_bot')],
  [400, 'Bad Request: USER_IS_BOT', unreachable('is_a_bot')],
  [403, 'Forbidden: bot was kicked from the group chat', { kind: 'group_lost', why: 'kicked' }],
  [403, 'Forbidden: bot was kicked from the supergroup chat', { kind: 'group_lost', why: 'kicked' }],
  [403, 'Forbidden: bot is not a member of the supergroup chat', { kind: 'group_lost', why: 'not_member' }],
  [403, 'Forbidden: the group chat was deleted', { kind: 'group_lost', why: 'deleted' }],
  [400, 'Bad Request: message to be replied not found', { kind: 'reply_target_gone' }],
  [400, 'Bad Request: QUOTE_TEXT_INVALID', { kind: 'quote_bad' }],
  [400, 'Bad Request: message to edit not found', { kind: 'edit_target_gone' }],
  [400, "Bad Request: message can't be edited", { kind: 'cannot_edit' }],
  [400, 'Bad Request: there is no text in the message to edit', { kind: 'cannot_edit' }],
  [
    400,
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same',
    { kind: 'not_modified' }
  ],
  [400, 'Bad Request: message to copy not found', { kind: 'source_gone' }],
  [400, 'Bad Request: message to forward not found', { kind: 'source_gone' }],
  [400, 'Bad Request: message to delete not found', { kind: 'source_gone' }],
  [400, 'Bad Request: message to react not found', { kind: 'source_gone' }],
  [400, 'Bad Request: there are no messages to copy', { kind: 'source_gone' }],
  [400, 'Bad Request: MESSAGE_ID_INVALID', { kind: 'source_gone' }],
  [400, "Bad Request: the message can't be copied", { kind: 'cannot_copy' }],
  [400, "Bad Request: the message can't be forwarded", { kind: 'cannot_copy' }],
  [400, "Bad Request: message has protected content and can't be forwarded", { kind: 'cannot_copy' }],
  [400, "Bad Request: message can't be deleted", { kind: 'cannot_delete' }],
  [400, 'Bad Request: MESSAGE_DELETE_FORBIDDEN', { kind: 'cannot_delete' }],
  [400, "Bad Request: can't parse entities: unsupported start tag", { kind: 'entities_bad' }],
  [400, 'Bad Request: message is too long', { kind: 'too_long' }],
  [400, 'Bad Request: MESSAGE_TOO_LONG', { kind: 'too_long' }],
  [400, 'Bad Request: message caption is too long', { kind: 'too_long' }],
  [400, 'Bad Request: message text is empty', { kind: 'empty' }],
  [400, 'Bad Request: reply markup is too long', { kind: 'permanent' }],
  [400, 'Bad Request: BUTTON_DATA_INVALID', { kind: 'permanent' }],
  [400, 'Bad Request: wrong file identifier/HTTP URL specified', { kind: 'file_unusable', why: 'other' }],
  [400, 'Bad Request: file is too big', { kind: 'file_unusable', why: 'too_big' }],
  [400, 'Bad Request: failed to get HTTP URL content', { kind: 'file_unusable', why: 'other' }],
  [
    400,
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
    { kind: 'query_too_old' }
  ],
  [400, 'Bad Request: SLOWMODE_WAIT_17', { kind: 'rate_limited', retryAfter: 17 }],
  [401, 'Unauthorized', { kind: 'unauthorized' }],
  [401, 'Unauthorized: invalid token specified', { kind: 'unauthorized' }],
  [404, 'Not Found', { kind: 'unauthorized' }],
  [404, 'Not Found: method not found', { kind: 'method_unknown' }],
  [
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    { kind: 'conflict', with: 'webhook' }
  ],
  [
    409,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    { kind: 'conflict', with: 'poller' }
  ],
  [429, 'Too Many Requests: retry after 31', { kind: 'rate_limited', retryAfter: 31 }, { retry_after: 31 }],
  [429, 'Too Many Requests: retry after 8', { kind: 'rate_limited', retryAfter: 8 }],
  [429, 'Too Many Requests', { kind: 'rate_limited', retryAfter: 1 }],
  [400, 'Bad Request: something new', { kind: 'permanent' }],
  [403, 'Forbidden: something new', { kind: 'permanent' }]
]

describe('an error of Telegram', () => {
  for (const [code, description, expected, parameters] of rows) {
    const { kind, ...more } = expected as TelegramError & object
    it(`${code} "${description}" means ${kind} ${Object.values(more).join(' ')}`, () => {
      expect(classifyError(code, description, parameters)).toEqual(expected)
    })
  }
})

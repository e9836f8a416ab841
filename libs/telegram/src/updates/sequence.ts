import { unreachable } from '#kernel'
import type { ButtonPlace, Classified } from './classified.js'

/**
 * What is handled strictly in order: one private chat, or one topic (General is its own). What concerns a group as a
 * whole has the group's own sequence, what no chat at all, `none`. Holds chat ids: keep it out of what must not name
 * a customer.
 */
export function sequenceOf(update: Classified): string {
  switch (update.kind) {
    case 'customer_message':
    case 'customer_edit':
    case 'customer_start':
    case 'customer_blocked':
    case 'customer_unblocked':
      return `private:${update.chatId}`
    case 'staff_message':
    case 'staff_edit':
    case 'staff_command':
    case 'topic_created':
    case 'topic_edited':
    case 'topic_closed':
    case 'topic_reopened':
      return `topic:${update.groupId}:${update.threadId}`
    case 'staff_general':
      return `topic:${update.groupId}:general`
    case 'button':
      return sequenceOfButton(update.on)
    case 'bot_membership':
      return `group:${update.groupId}`
    case 'migrated':
      return `group:${update.to}`
    case 'other':
      return update.chat ? `${update.chat.kind}:${update.chat.id}` : 'none'
    default:
      return unreachable(update)
  }
}

function sequenceOfButton(on: ButtonPlace): string {
  switch (on.where) {
    case 'private':
      return `private:${on.chatId}`
    case 'topic':
      return `topic:${on.groupId}:${on.threadId}`
    case 'general':
      return `topic:${on.groupId}:general`
    case 'inaccessible':
      return `${on.chat}:${on.chatId}`
    default:
      return unreachable(on)
  }
}

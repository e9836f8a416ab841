import { knownIcon } from '../methods/icons.js'
import { maxTopicName } from '../methods/topics.js'
import { codePoints } from '../text/formatted.js'
import { memberOf } from '../world/membership.js'
import { answering } from '../world/origin.js'
import { post } from '../world/post.js'
import { closeTopic, createTopic, deleteTopic, editTopic } from '../world/topics.js'
import type { Content, Group, Member, Person, RightName, SandboxMessage, Topic } from '../world/types.js'
import { toView } from '../world/wire.js'
import type { World } from '../world/world.js'
import { forwardOf, quoteOf } from './customers.js'
import { ControlError, must } from './error.js'
import { contentOf, type Said } from './input.js'

export type AgentSays = Said & {
  /** Absent: General. */
  thread_id?: number | undefined
  reply_to_message_id?: number | undefined
  /** Part of the answered message that is quoted. */
  quote?: string | undefined
  media_group_id?: string | undefined
  /** Forwarded from this person, who may be anybody. */
  forwarded_from?: string | undefined
  /** Instead of all else: what the bot offered in a line. */
  chosen?: Content | undefined
  /** As the group itself, which administrators can. */
  anonymous?: boolean | undefined
}

export function topicAt(world: World, chatId: number, threadId: number): Topic {
  return must(world.topics.get(`${chatId}:${threadId}`), 'such topic')
}

export function inGroup(
  world: World,
  chatId: number,
  userId: number
): { person: Person; member: Member; group: Group } {
  const group = must(world.groups.get(chatId), 'such group')
  if (group.migrated_to !== undefined)
    throw new ControlError(409, `The group lives on as ${group.migrated_to}`)
  const person = must(world.people.get(userId), 'such person')
  const member = memberOf(world, chatId, userId)
  if (!member || member.status === 'left' || member.status === 'kicked') {
    throw new ControlError(409, `${person.first_name} is not in the group`)
  }
  return { person, member, group }
}

const may = (member: Member, right: RightName): boolean =>
  member.status === 'creator' || (member.status === 'administrator' && member.rights[right])

export function agentSays(world: World, chatId: number, userId: number, says: AgentSays): SandboxMessage {
  const { member, group } = inGroup(world, chatId, userId)
  const answered = says.reply_to_message_id
  const target =
    answered === undefined ? undefined : must(world.messages.get(chatId, answered), 'such message')
  const threadId = says.thread_id ?? target?.thread_id ?? 0
  const topic = threadId === 0 ? undefined : topicAt(world, chatId, threadId)
  const closed = topic ? topic.closed : group.general.closed
  if (closed && !may(member, 'can_manage_topics') && topic?.creator_id !== userId) {
    throw new ControlError(409, 'The topic is closed')
  }
  if (says.anonymous && member.status === 'member') {
    throw new ControlError(409, 'Only administrators can be anonymous')
  }
  const where = { chat_id: chatId, thread_id: threadId }
  const message = post(world, {
    ...where,
    from_id: userId,
    content: says.chosen ?? contentOf(world, says),
    ...(says.chosen && { via_bot: true as const }),
    ...(says.anonymous && { anonymous: member.custom_title ?? '' }),
    ...answering(world, where, target),
    ...quoteOf(target, says.quote),
    ...(says.media_group_id && { media_group_id: says.media_group_id }),
    ...forwardOf(world, says.forwarded_from)
  })
  return toView(world, message)
}

function managing(world: World, chatId: number, userId: number, threadId: number): Topic {
  const { member } = inGroup(world, chatId, userId)
  const topic = topicAt(world, chatId, threadId)
  if (!may(member, 'can_manage_topics') && topic.creator_id !== userId) {
    throw new ControlError(409, 'Not enough rights')
  }
  return topic
}

export function personClosesTopic(
  world: World,
  chatId: number,
  userId: number,
  threadId: number,
  closed: boolean
): void {
  closeTopic(world, managing(world, chatId, userId, threadId), userId, closed)
}

export function personEditsTopic(
  world: World,
  chatId: number,
  userId: number,
  threadId: number,
  wish: { name?: string | undefined; icon_custom_emoji_id?: string | undefined }
): void {
  if (wish.name !== undefined && (wish.name.trim() === '' || codePoints(wish.name) > maxTopicName)) {
    throw new ControlError(400, `name must have 1 to ${maxTopicName} characters`)
  }
  if (wish.icon_custom_emoji_id && !knownIcon(wish.icon_custom_emoji_id)) {
    throw new ControlError(400, 'icon_custom_emoji_id is none of the icons')
  }
  editTopic(world, managing(world, chatId, userId, threadId), userId, wish)
}

export function personCreatesTopic(world: World, chatId: number, userId: number, name: string): Topic {
  inGroup(world, chatId, userId)
  const wish = name.trim().slice(0, maxTopicName)
  if (wish === '') throw new ControlError(400, 'The name is empty')
  return createTopic(world, chatId, userId, { name: wish })
}

export function personDeletesTopic(world: World, chatId: number, userId: number, threadId: number): void {
  const { member } = inGroup(world, chatId, userId)
  const topic = topicAt(world, chatId, threadId)
  if (!may(member, 'can_delete_messages') && topic.creator_id !== userId) {
    throw new ControlError(409, 'Not enough rights')
  }
  deleteTopic(world, topic)
}

import { ApiError, badRequest, forbidden } from '../api-error.js'
import type { Params } from '../params.js'
import { topicKey } from '../world/topics.js'
import type { Group, Member, Person, RightName, StoredMessage, Topic } from '../world/types.js'
import type { World } from '../world/world.js'

export type Target =
  | { kind: 'private'; id: number; person: Person }
  | { kind: 'group'; id: number; group: Group }

export const botMember = (world: World, chatId: number): Member | undefined =>
  world.members.get(topicKey(chatId, world.bot.id))

/** The chat a call is about, as far as the bot may know of it at all. */
export function target(world: World, params: Params, name = 'chat_id'): Target {
  const wish = params.text(name)
  if (wish === undefined || wish === '') throw badRequest(`${name} is empty`)
  const id = params.int(name)
  if (id === undefined || id === 0) throw badRequest('chat not found')
  if (id > 0) {
    const person = world.people.get(id)
    if (!person) throw badRequest('chat not found')
    return { kind: 'private', id, person }
  }
  const group = world.groups.get(id)
  const member = botMember(world, id)
  if (!group || !member) throw badRequest('chat not found')
  if (group.migrated_to !== undefined) {
    throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: group.migrated_to
    })
  }
  if (member.status === 'kicked') throw forbidden('bot was kicked from the supergroup chat')
  if (member.status === 'left') throw forbidden('bot is not a member of the supergroup chat')
  return { kind: 'group', id, group }
}

/** The chat, when the bot may write there. */
export function writable(world: World, params: Params): Target {
  const to = target(world, params)
  if (to.kind === 'private') {
    if (to.person.blocked) throw forbidden('bot was blocked by the user')
    if (!to.person.started) throw forbidden("bot can't initiate conversation with a user")
  }
  return to
}

export function forum(world: World, params: Params): Group {
  const to = target(world, params)
  if (to.kind === 'private') throw badRequest('the chat is not a supergroup')
  if (!to.group.is_forum) throw badRequest('the chat is not a forum')
  return to.group
}

export const botMay = (world: World, chatId: number, right: RightName): boolean => {
  const member = botMember(world, chatId)
  return member?.status === 'creator' || (member?.status === 'administrator' && member.rights[right])
}

/** An existing topic. General is not one of them: its id 1 is never accepted. */
export function topicOf(world: World, chatId: number, threadId: number): Topic {
  const topic = world.topics.get(topicKey(chatId, threadId))
  if (!topic) throw badRequest('message thread not found')
  return topic
}

export const mayManage = (world: World, topic: Topic): boolean =>
  botMay(world, topic.chat_id, 'can_manage_topics') || topic.creator_id === world.bot.id

/** Where in the chat the message goes; 0 for General, private chats and groups without topics. */
export function threadFor(
  world: World,
  to: Target,
  params: Params,
  repliesTo: StoredMessage | undefined
): number {
  const wish = params.int('message_thread_id') ?? 0
  if (wish === 0 && repliesTo?.chat_id === to.id && repliesTo.thread_id !== 0) {
    return openFor(world, topicOf(world, to.id, repliesTo.thread_id))
  }
  if (wish !== 0) {
    if (to.kind === 'group' && !to.group.is_forum) throw badRequest('message thread not found')
    return openFor(world, topicOf(world, to.id, wish))
  }
  if (to.kind === 'group' && to.group.is_forum && to.group.general.closed) {
    if (!botMay(world, to.id, 'can_manage_topics')) throw badRequest('TOPIC_CLOSED')
  }
  return 0
}

function openFor(world: World, topic: Topic): number {
  if (topic.closed && !mayManage(world, topic)) throw badRequest('TOPIC_CLOSED')
  return topic.thread_id
}

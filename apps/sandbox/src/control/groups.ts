import { allRights, isRight, join, leave, memberOf, noRights, setMember } from '../world/membership.js'
import { postService } from '../world/post.js'
import { topicKey, topicsOf } from '../world/topics.js'
import type { Group } from '../world/types.js'
import type { World } from '../world/world.js'
import { ControlError, must } from './error.js'

const firstGroup = -1_002_000_000_000

const newGroup = (world: World, title: string, isForum: boolean): Group => {
  const id = firstGroup - world.store.next('groups') * 104_729
  return world.groups.set(id, {
    id,
    title,
    is_forum: isForum,
    protected: false,
    general: { name: 'General', closed: false, hidden: false },
    pinned: []
  })
}

/** A supergroup with topics, the bot in it as an administrator with every right, the given people too. */
export function createGroup(world: World, title: string, owner: number | undefined): Group {
  const group = newGroup(world, title, true)
  const by = owner ?? world.bot.id
  const add = (user_id: number, status: 'creator' | 'administrator') =>
    setMember(world, { chat_id: group.id, user_id, status, rights: allRights() }, by)
  if (owner !== undefined) add(owner, 'creator')
  add(world.bot.id, 'administrator')
  return group
}

/** Who owns the group and so changes the bot's place in it. */
const ownerOf = (world: World, chatId: number): number =>
  world.members.all().find(each => each.chat_id === chatId && each.status === 'creator')?.user_id ??
  world.bot.id

export function setBotRights(world: World, chatId: number, wish: Readonly<Record<string, boolean>>): void {
  must(world.groups.get(chatId), 'such group')
  const rights = { ...(memberOf(world, chatId, world.bot.id)?.rights ?? noRights()) }
  for (const [name, value] of Object.entries(wish)) {
    if (!isRight(name)) throw new ControlError(400, `There is no right ${name}`)
    rights[name] = value
  }
  const status = Object.values(rights).some(Boolean) ? 'administrator' : 'member'
  setMember(world, { chat_id: chatId, user_id: world.bot.id, status, rights }, ownerOf(world, chatId))
}

export function restoreBot(world: World, chatId: number): void {
  must(world.groups.get(chatId), 'such group')
  const status = memberOf(world, chatId, world.bot.id)?.status
  const enter = status === 'left' || status === 'kicked' ? join : setMember
  const member = { chat_id: chatId, user_id: world.bot.id, rights: allRights() }
  enter(world, { ...member, status: 'administrator' }, ownerOf(world, chatId))
}

export function removeBot(world: World, chatId: number): void {
  must(world.groups.get(chatId), 'such group')
  leave(world, chatId, world.bot.id, ownerOf(world, chatId), 'kicked')
}

export function personLeaves(world: World, chatId: number, userId: number): void {
  must(memberOf(world, chatId, userId), 'such member')
  leave(world, chatId, userId)
}

export function personIsRemoved(world: World, chatId: number, userId: number): void {
  must(memberOf(world, chatId, userId), 'such member')
  leave(world, chatId, userId, ownerOf(world, chatId), 'kicked')
}

/** Comes in, also again, as an ordinary member. */
export function personJoins(world: World, chatId: number, userId: number): void {
  must(world.groups.get(chatId), 'such group')
  must(world.people.get(userId), 'such person')
  const status = memberOf(world, chatId, userId)?.status
  if (status !== undefined && status !== 'left' && status !== 'kicked') return
  join(world, { chat_id: chatId, user_id: userId, status: 'member', rights: noRights() }, userId)
}

export function setProtected(world: World, chatId: number, isProtected: boolean): void {
  const group = must(world.groups.get(chatId), 'such group')
  world.groups.set(chatId, { ...group, protected: isProtected })
  world.changes.tell({ type: 'chats' })
}

/**
 * The group lives on under a new id. Two service messages say so, one in each; calls to the old id fail with
 * the new one. Old message ids mean nothing there; topics come along only with `keepTopics`.
 */
export function migrate(world: World, chatId: number, keepTopics: boolean): Group {
  const old = must(world.groups.get(chatId), 'such group')
  if (old.migrated_to !== undefined) throw new ControlError(409, `The group lives on as ${old.migrated_to}`)
  const group = newGroup(world, old.title, old.is_forum)
  for (const member of world.members.all().filter(each => each.chat_id === chatId)) {
    world.members.set(topicKey(group.id, member.user_id), { ...member, chat_id: group.id })
  }
  if (keepTopics) {
    for (const message of world.messages.list({ chat_id: chatId, limit: 1_000_000 })) {
      world.messages.add({ ...message, chat_id: group.id })
    }
    for (const topic of topicsOf(world, chatId)) {
      world.topics.set(topicKey(group.id, topic.thread_id), { ...topic, chat_id: group.id })
    }
  }
  const owner = ownerOf(world, chatId)
  postService(world, chatId, 0, owner, { migrate_to_chat_id: group.id })
  world.groups.set(chatId, { ...old, migrated_to: group.id })
  postService(world, group.id, 0, owner, { migrate_from_chat_id: chatId })
  world.changes.tell({ type: 'chats' })
  return group
}

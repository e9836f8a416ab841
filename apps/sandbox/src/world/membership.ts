import { publishMembership } from '../updates/publish.js'
import { postService } from './post.js'
import { type Member, type RightName, type Rights, rightNames } from './types.js'
import { userById } from './wire.js'
import type { World } from './world.js'

const rights = (value: boolean): Rights => ({
  can_manage_chat: value,
  can_delete_messages: value,
  can_manage_video_chats: value,
  can_restrict_members: value,
  can_promote_members: value,
  can_change_info: value,
  can_invite_users: value,
  can_post_stories: value,
  can_edit_stories: value,
  can_delete_stories: value,
  can_pin_messages: value,
  can_manage_topics: value,
  can_send_welcome_messages: value
})
export const noRights = (): Rights => rights(false)
export const allRights = (): Rights => rights(true)
export const isRight = (name: string): name is RightName => rightNames.some(known => known === name)

export const memberOf = (world: World, chatId: number, userId: number): Member | undefined =>
  world.members.get(`${chatId}:${userId}`)

/** Changes what somebody is in a group and tells the bot. `by` is who did it. */
export function setMember(world: World, member: Member, by: number): void {
  const before = memberOf(world, member.chat_id, member.user_id)
  if (before && JSON.stringify(before) === JSON.stringify(member)) return
  world.members.set(`${member.chat_id}:${member.user_id}`, member)
  publishMembership(world, {
    chat_id: member.chat_id,
    by,
    user_id: member.user_id,
    before,
    after: member
  })
  world.changes.tell({ type: 'chats' })
}

/** Somebody comes into a group, which says so. */
export function join(world: World, member: Member, by: number): void {
  setMember(world, member, by)
  const { chat_id, user_id } = member
  postService(world, chat_id, 0, by, { new_chat_members: [userById(world, user_id)] })
}

/** Somebody goes or is thrown out, and the group says so: before, so that the bot still reads it of itself. */
export function leave(
  world: World,
  chatId: number,
  userId: number,
  by = userId,
  status: 'left' | 'kicked' = 'left'
): void {
  const now = memberOf(world, chatId, userId)?.status
  if (now !== undefined && now !== 'left' && now !== 'kicked') {
    postService(world, chatId, 0, by, { left_chat_member: userById(world, userId) })
  }
  setMember(world, { chat_id: chatId, user_id: userId, status, rights: noRights() }, by)
}

/** In a private chat there are only two states: the bot is blocked, or it is not. */
export function setBlocked(world: World, userId: number, blocked: boolean): void {
  const person = world.people.get(userId)
  if (!person || person.blocked === blocked) return
  world.people.set(userId, { ...person, blocked })
  const state = (status: 'member' | 'kicked'): Member => ({
    chat_id: userId,
    user_id: world.bot.id,
    status,
    rights: noRights()
  })
  publishMembership(world, {
    chat_id: userId,
    by: userId,
    user_id: world.bot.id,
    before: state(blocked ? 'member' : 'kicked'),
    after: state(blocked ? 'kicked' : 'member')
  })
  world.changes.tell({ type: 'chats' })
}

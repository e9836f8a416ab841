import { publishMembership } from '../updates/publish.js'
import { type Member, type RightName, type Rights, rightNames } from './types.js'
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

export const leave = (world: World, chatId: number, userId: number): void =>
  setMember(world, { chat_id: chatId, user_id: userId, status: 'left', rights: noRights() }, userId)

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

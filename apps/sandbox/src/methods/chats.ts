import { badRequest } from '../api-error.js'
import { leave, noRights } from '../world/membership.js'
import type { Member } from '../world/types.js'
import { chatById, memberWire, toWire } from '../world/wire.js'
import type { World } from '../world/world.js'
import type { Method } from './method.js'
import { lastPinned } from './pins.js'
import { botMember, target } from './target.js'

const permissions = {
  can_send_messages: true,
  can_send_audios: true,
  can_send_documents: true,
  can_send_photos: true,
  can_send_videos: true,
  can_send_video_notes: true,
  can_send_voice_notes: true,
  can_send_polls: true,
  can_send_other_messages: true,
  can_add_web_page_previews: true,
  can_react_to_messages: true,
  can_change_info: false,
  can_invite_users: true,
  can_edit_tag: false,
  can_pin_messages: false,
  can_manage_topics: false
}

export const getMe: Method = ({ bot }) => ({
  id: bot.id,
  is_bot: true,
  first_name: bot.first_name,
  username: bot.username,
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: true,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  can_manage_bots: false
})

export const getChat: Method = (world, params) => {
  const to = target(world, params)
  const base = {
    ...chatById(world, to.id),
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false
    }
  }
  const pinned = lastPinned(world, to)
  const shown = { ...base, ...(pinned && { pinned_message: toWire(world, pinned) }) }
  if (to.kind === 'private') return shown
  return {
    ...shown,
    permissions,
    join_to_send_messages: true,
    ...(to.group.protected && { has_protected_content: true })
  }
}

export const getChatMember: Method = (world, params) => {
  const to = target(world, params)
  const userId = params.int('user_id')
  if (userId === undefined) throw badRequest('invalid user_id specified')
  const known = userId === world.bot.id || world.people.get(userId)
  if (!known) throw badRequest('PARTICIPANT_ID_INVALID')
  if (to.kind === 'private') {
    return memberWire(world, privateMember(to.id, userId), userId)
  }
  return memberWire(world, world.members.get(`${to.id}:${userId}`), userId)
}

const privateMember = (chatId: number, userId: number): Member | undefined => ({
  chat_id: chatId,
  user_id: userId,
  status: 'member',
  rights: noRights()
})

const membersOf = (world: World, chatId: number): Member[] =>
  world.members
    .all()
    .filter(each => each.chat_id === chatId && each.status !== 'left' && each.status !== 'kicked')

export const getChatAdministrators: Method = (world, params) => {
  const to = target(world, params)
  if (to.kind === 'private') throw badRequest('there are no administrators in the private chat')
  return membersOf(world, to.id)
    .filter(each => each.status !== 'member' && (each.user_id !== world.bot.id || params.flag('return_bots')))
    .map(each => memberWire(world, each, each.user_id))
}

export const getChatMemberCount: Method = (world, params) => {
  const to = target(world, params)
  return to.kind === 'private' ? 2 : membersOf(world, to.id).length
}

export const leaveChat: Method = (world, params) => {
  const to = target(world, params)
  if (to.kind === 'private') throw badRequest("chat member status can't be changed in private chats")
  if (botMember(world, to.id)) leave(world, to.id, world.bot.id)
  return true
}

import { badRequest } from '../api-error.js'
import { post } from '../world/post.js'
import type { Group } from '../world/types.js'
import type { World } from '../world/world.js'
import type { Method } from './method.js'
import { botMay, type Target, target } from './target.js'

const pinRight = (world: World, to: Target): void => {
  if (to.kind === 'group' && !botMay(world, to.id, 'can_pin_messages')) {
    throw badRequest('not enough rights to manage pinned messages in the chat')
  }
}

const setPinned = (world: World, group: Group, pinned: number[]) =>
  world.groups.set(group.id, { ...group, pinned })

export const pinChatMessage: Method = (world, params) => {
  const to = target(world, params)
  pinRight(world, to)
  const message = world.messages.get(to.id, params.int('message_id') ?? 0)
  if (!message) throw badRequest('message to pin not found')
  if (message.service) throw badRequest("a message of this type can't be pinned")
  if (to.kind === 'group') {
    if (to.group.pinned.includes(message.message_id)) return true
    setPinned(world, to.group, [...to.group.pinned, message.message_id])
  }
  post(world, {
    chat_id: to.id,
    thread_id: message.thread_id,
    from_id: world.bot.id,
    content: {},
    service: true,
    pins: message.message_id
  })
  return true
}

export const unpinChatMessage: Method = (world, params) => {
  const to = target(world, params)
  pinRight(world, to)
  if (to.kind === 'private') return true
  const id = params.int('message_id') ?? to.group.pinned.at(-1) ?? 0
  if (!to.group.pinned.includes(id)) throw badRequest('message to unpin not found')
  setPinned(
    world,
    to.group,
    to.group.pinned.filter(each => each !== id)
  )
  return true
}

export const unpinAllChatMessages: Method = (world, params) => {
  const to = target(world, params)
  pinRight(world, to)
  if (to.kind === 'group') setPinned(world, to.group, [])
  return true
}

export const unpinAllForumTopicMessages: Method = (world, params) => {
  const to = target(world, params)
  pinRight(world, to)
  if (to.kind === 'private') return true
  const thread = params.int('message_thread_id')
  const left = to.group.pinned.filter(id => world.messages.get(to.id, id)?.thread_id !== thread)
  setPinned(world, to.group, left)
  return true
}

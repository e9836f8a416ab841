import { badRequest } from '../api-error.js'
import { post } from '../world/post.js'
import type { StoredMessage } from '../world/types.js'
import type { World } from '../world/world.js'
import type { Method } from './method.js'
import { silence } from './send.js'
import { botMay, type Target, target } from './target.js'

const pinRight = (world: World, to: Target): void => {
  if (to.kind === 'group' && !botMay(world, to.id, 'can_pin_messages')) {
    throw badRequest('not enough rights to manage pinned messages in the chat')
  }
}

const pinnedIn = (to: Target): number[] => (to.kind === 'group' ? to.group.pinned : (to.person.pinned ?? []))

function setPinned(world: World, to: Target, pinned: number[]): void {
  if (to.kind === 'group') world.groups.set(to.id, { ...to.group, pinned })
  else world.people.set(to.id, { ...to.person, pinned })
}

/** The youngest of the pinned messages that still exist, whenever it was pinned. */
export const lastPinned = (world: World, to: Target): StoredMessage | undefined =>
  [...pinnedIn(to)]
    .sort((a, b) => b - a)
    .map(id => world.messages.get(to.id, id))
    .find(message => message !== undefined)

export const pinChatMessage: Method = (world, params) => {
  const to = target(world, params)
  pinRight(world, to)
  const message = world.messages.get(to.id, params.int('message_id') ?? 0)
  if (!message) throw badRequest('message to pin not found')
  if (message.service) throw badRequest("a message of this type can't be pinned")
  const pinned = pinnedIn(to)
  if (pinned.includes(message.message_id)) return true
  setPinned(world, to, [...pinned, message.message_id])
  post(world, {
    chat_id: to.id,
    thread_id: message.thread_id,
    from_id: world.bot.id,
    content: {},
    service: true,
    pins: message.message_id,
    ...silence(params)
  })
  return true
}

export const unpinChatMessage: Method = (world, params) => {
  const to = target(world, params)
  pinRight(world, to)
  const pinned = pinnedIn(to)
  const id = params.int('message_id') ?? lastPinned(world, to)?.message_id ?? 0
  if (!pinned.includes(id)) throw badRequest('message to unpin not found')
  setPinned(
    world,
    to,
    pinned.filter(each => each !== id)
  )
  return true
}

export const unpinAllChatMessages: Method = (world, params) => {
  const to = target(world, params)
  pinRight(world, to)
  setPinned(world, to, [])
  return true
}

export const unpinAllForumTopicMessages: Method = (world, params) => {
  const to = target(world, params)
  pinRight(world, to)
  const thread = params.int('message_thread_id')
  setPinned(
    world,
    to,
    pinnedIn(to).filter(id => world.messages.get(to.id, id)?.thread_id !== thread)
  )
  return true
}

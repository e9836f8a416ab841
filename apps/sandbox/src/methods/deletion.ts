import { badRequest } from '../api-error.js'
import { remove } from '../world/post.js'
import type { World } from '../world/world.js'
import { messageIds } from './copy.js'
import type { Method } from './method.js'
import { botMay, type Target, target } from './target.js'

const deletableS = 48 * 3600

function why(world: World, to: Target, id: number): string | undefined {
  const message = world.messages.get(to.id, id)
  if (!message) return 'message to delete not found'
  const own = message.from_id === world.bot.id
  const mayAll = to.kind === 'group' && botMay(world, to.id, 'can_delete_messages')
  const young = world.clock.seconds() - message.date < deletableS
  const may = mayAll || ((own || to.kind === 'private') && young)
  return may && !message.content.forum_topic_created ? undefined : "message can't be deleted"
}

export const deleteMessage: Method = (world, params) => {
  const to = target(world, params)
  const id = params.int('message_id') ?? 0
  if (id === 0) throw badRequest('message identifier is not specified')
  const reason = why(world, to, id)
  if (reason) throw badRequest(reason)
  remove(world, to.id, id)
  return true
}

/** What can't be deleted is skipped. */
export const deleteMessages: Method = (world, params) => {
  const to = target(world, params)
  for (const id of messageIds(params)) if (!why(world, to, id)) remove(world, to.id, id)
  return true
}

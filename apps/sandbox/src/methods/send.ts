import { ApiError } from '../api-error.js'
import type { Params } from '../params.js'
import { answering } from '../world/origin.js'
import { post } from '../world/post.js'
import type { Content, StoredMessage } from '../world/types.js'
import { toWire } from '../world/wire.js'
import type { World } from '../world/world.js'
import { markup } from './markup.js'
import { replyOf } from './reply.js'
import { threadFor, writable } from './target.js'

export interface Place {
  chat_id: number
  thread_id: number
  from_id: number
  reply_to?: number
  external_reply?: NonNullable<StoredMessage['external_reply']>
  quote?: NonNullable<StoredMessage['quote']>
  protected?: boolean
}

/** Chat, topic and message answered, all checked. */
export function placeOf(world: World, params: Params): Place {
  const to = writable(world, params)
  const reply = replyOf(world, to, params)
  const where = { chat_id: to.id, thread_id: threadFor(world, to, params, reply.message) }
  return {
    ...where,
    from_id: world.bot.id,
    ...answering(world, where, reply.message),
    ...(reply.quote && { quote: reply.quote }),
    ...(params.flag('protect_content') && { protected: true })
  }
}

/** Every sendX: the message as it now stands in the chat. */
export function send(world: World, params: Params, content: Content) {
  if (params.has('business_connection_id')) {
    throw new ApiError(400, 'Bad Request: business connection not found')
  }
  const place = placeOf(world, params)
  return toWire(world, post(world, { ...place, content, ...markup(params) }))
}

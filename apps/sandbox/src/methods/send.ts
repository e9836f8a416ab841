import { badRequest } from '../api-error.js'
import type { Params } from '../params.js'
import { answering } from '../world/origin.js'
import { post } from '../world/post.js'
import type { Content, StoredMessage } from '../world/types.js'
import { toWire } from '../world/wire.js'
import type { World } from '../world/world.js'
import { markup } from './markup.js'
import { replyOf } from './reply.js'
import { type Target, threadFor, writable } from './target.js'

export interface Place {
  chat_id: number
  thread_id: number
  from_id: number
  reply_to?: number
  external_reply?: NonNullable<StoredMessage['external_reply']>
  quote?: NonNullable<StoredMessage['quote']>
  protected?: boolean
  effect_id?: string
  silent?: true
}

/** Effects are for private chats, and have numbers. */
function effectOf(to: Target, params: Params): { effect_id?: string } {
  const effect_id = params.text('message_effect_id') ?? ''
  if (effect_id === '' || effect_id === '0') return {}
  if (to.kind !== 'private') throw badRequest("can't use message effects in the chat")
  if (!/^\d{1,19}$/.test(effect_id)) throw badRequest('EFFECT_ID_INVALID')
  return { effect_id }
}

export const silence = (params: Params): { silent?: true } =>
  params.flag('disable_notification') ? { silent: true } : {}

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
    ...(params.flag('protect_content') && { protected: true }),
    ...effectOf(to, params),
    ...silence(params)
  }
}

/** Every sendX: the message as it now stands in the chat. */
export function send(world: World, params: Params, content: Content) {
  const place = placeOf(world, params)
  return toWire(world, post(world, { ...place, content, ...markup(params) }))
}

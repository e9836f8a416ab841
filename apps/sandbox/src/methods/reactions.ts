import type { ReactionTypeEmoji } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import { isRecord } from '../params.js'
import { change } from '../world/post.js'
import type { Method } from './method.js'
import { writable } from './target.js'

export const reactionEmoji: ReactionTypeEmoji['emoji'][] = [
  ...(['👍', '👎', '❤', '🔥', '🥰', '👏', '😁', '🤔', '🤯', '😱', '🤬', '😢', '🎉', '🤩', '🤮'] as const),
  ...(['💩', '🙏', '👌', '🕊', '🤡', '🥱', '🥴', '😍', '🐳', '❤‍🔥', '🌚', '🌭', '💯', '🤣', '⚡'] as const),
  ...(['🍌', '🏆', '💔', '🤨', '😐', '🍓', '🍾', '💋', '🖕', '😈', '😴', '😭', '🤓', '👻', '👨‍💻'] as const),
  ...(['👀', '🎃', '🙈', '😇', '😨', '🤝', '✍', '🤗', '🫡', '🎅', '🎄', '☃', '💅', '🤪', '🗿'] as const),
  ...(['🆒', '💘', '🙉', '🦄', '😘', '💊', '🙊', '😎', '👾', '🤷‍♂', '🤷', '🤷‍♀', '😡'] as const)
]
const plain = (emoji: string): string => emoji.replaceAll('\ufe0f', '')
const allowed: ReadonlySet<string> = new Set(reactionEmoji.map(plain))
export const knownReaction = (emoji: string): boolean => allowed.has(plain(emoji))

/** One reaction of the bot per message; an empty list takes it away. */
export const setMessageReaction: Method = (world, params) => {
  const to = writable(world, params)
  const message = world.messages.get(to.id, params.int('message_id') ?? 0)
  if (!message) throw badRequest('message to react not found')
  const given = params.json('reaction', 'reaction types') ?? []
  if (!Array.isArray(given)) throw badRequest("can't parse reaction types JSON object")
  if (given.length > 1) throw badRequest('REACTIONS_TOO_MANY')
  const [first]: unknown[] = given
  const emoji = isRecord(first) && first['type'] === 'emoji' ? plain(String(first['emoji'])) : undefined
  if (first !== undefined && (emoji === undefined || !allowed.has(emoji)))
    throw badRequest('REACTION_INVALID')
  const others = message.reactions.filter(each => each.user_id !== world.bot.id)
  const reactions = emoji === undefined ? others : [...others, { user_id: world.bot.id, emoji }]
  change(world, { ...message, reactions }, false)
  return true
}

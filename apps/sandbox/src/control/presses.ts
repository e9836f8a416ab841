import { knownReaction } from '../methods/reactions.js'
import { publishCallback, publishReaction } from '../updates/publish.js'
import { change } from '../world/post.js'
import type { SandboxMessage } from '../world/types.js'
import { toView } from '../world/wire.js'
import type { World } from '../world/world.js'
import { ControlError, must } from './error.js'

export interface Press {
  chat_id: number
  user_id: number
  message_id: number
  /** What the button carries; the button is looked up by it or by its text. */
  data?: string | undefined
  text?: string | undefined
}

/** Presses a button under a message. Returns the id by which the answer can be asked for. */
export function press(world: World, wish: Press): string {
  must(world.people.get(wish.user_id), 'such person')
  const message = must(world.messages.get(wish.chat_id, wish.message_id), 'such message')
  const buttons = (message.reply_markup?.inline_keyboard ?? []).flat()
  const fits = buttons.find(button =>
    wish.data === undefined
      ? button.text === wish.text
      : 'callback_data' in button && button.callback_data === wish.data
  )
  const button = must(fits, 'such button')
  if (!('callback_data' in button) || typeof button.callback_data !== 'string') {
    throw new ControlError(409, 'The button asks the bot nothing')
  }
  const { user_id, chat_id, message_id } = wish
  const what = JSON.stringify([user_id, chat_id, message_id, button.callback_data])
  const before = world.callbacks.answeredBefore(what)
  if (before !== undefined) return before
  const id = world.callbacks.open(user_id, what)
  publishCallback(world, { id, user_id, chat_id, message_id, data: button.callback_data })
  return id
}

/** A person's reaction; none when `emoji` is absent. */
export function react(
  world: World,
  wish: { chat_id: number; user_id: number; message_id: number; emoji?: string | undefined }
): SandboxMessage {
  must(world.people.get(wish.user_id), 'such person')
  const message = must(world.messages.get(wish.chat_id, wish.message_id), 'such message')
  if (wish.emoji !== undefined && !knownReaction(wish.emoji)) {
    throw new ControlError(400, 'emoji is none of the reactions')
  }
  const others = message.reactions.filter(each => each.user_id !== wish.user_id)
  const before = message.reactions.filter(each => each.user_id === wish.user_id).map(each => each.emoji)
  const mine = wish.emoji === undefined ? [] : [{ user_id: wish.user_id, emoji: wish.emoji }]
  const next = change(world, { ...message, reactions: [...others, ...mine] }, false)
  const { chat_id, message_id, user_id } = wish
  publishReaction(world, { chat_id, message_id, user_id, before, after: mine.map(each => each.emoji) })
  return toView(world, next)
}

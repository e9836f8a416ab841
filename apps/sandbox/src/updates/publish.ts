import type { Member, StoredMessage } from '../world/types.js'
import { chatById, memberWire, toWire, userById } from '../world/wire.js'
import { updateSettings, type World } from '../world/world.js'

export const updateKinds = [
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'guest_message',
  'message_reaction',
  'message_reaction_count',
  'inline_query',
  'chosen_inline_result',
  'callback_query',
  'shipping_query',
  'pre_checkout_query',
  'purchased_paid_media',
  'poll',
  'poll_answer',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
  'managed_bot',
  'subscription',
  'stopped_message_generation'
] as const
export type UpdateKind = (typeof updateKinds)[number]

const onlyOnRequest: ReadonlySet<UpdateKind> = new Set([
  'chat_member',
  'message_reaction',
  'message_reaction_count'
])
const dayS = 24 * 3600
const callbackS = 150
const inlineS = 30

export const wanted = (world: World, kind: UpdateKind): boolean => {
  const allowed = updateSettings(world).allowed_updates
  return allowed ? allowed.includes(kind) : !onlyOnRequest.has(kind)
}

function push(world: World, kind: UpdateKind, queue: string, expiresAt: number, body: unknown): void {
  if (!wanted(world, kind) || expiresAt <= world.clock.seconds()) return
  world.updates.push(`${queue}`, expiresAt, { [kind]: body })
  world.changes.tell({ type: 'updates' })
}

/** Without being an administrator the bot sees commands, replies to itself and service messages only. */
function botSees(world: World, message: StoredMessage): boolean {
  if (message.chat_id > 0) return true
  const status = world.members.get(`${message.chat_id}:${world.bot.id}`)?.status
  if (status === 'administrator' || status === 'creator') return true
  if (status !== 'member') return false
  if (message.service || message.content.text?.startsWith('/')) return true
  const target = message.reply_to && world.messages.get(message.chat_id, message.reply_to)
  return target ? target.from_id === world.bot.id : false
}

/** The bot's own ordinary messages are not echoed, its service messages are. */
export function publishMessage(world: World, message: StoredMessage): void {
  if (message.from_id === world.bot.id && !message.service) return
  if (!wanted(world, 'message') || !botSees(world, message)) return
  push(world, 'message', `message ${message.chat_id}`, message.date + dayS, toWire(world, message))
}

export function publishEdit(world: World, message: StoredMessage): void {
  if (message.from_id === world.bot.id || !botSees(world, message)) return
  const since = message.edit_date ?? message.date
  push(world, 'edited_message', `message ${message.chat_id}`, since + dayS, toWire(world, message))
}

export function publishCallback(
  world: World,
  press: { id: string; user_id: number; chat_id: number; message_id: number; data: string }
): void {
  const message = world.messages.get(press.chat_id, press.message_id)
  const chat = chatById(world, press.chat_id)
  push(world, 'callback_query', `callback ${press.user_id}`, world.clock.seconds() + callbackS, {
    id: press.id,
    from: userById(world, press.user_id),
    message: message ? toWire(world, message) : { chat, message_id: press.message_id, date: 0 },
    chat_instance: String(BigInt(press.chat_id) * 7919n),
    data: press.data
  })
}

export function publishInlineQuery(
  world: World,
  { id, user_id, query }: { id: string; user_id: number; query: string }
): void {
  const body = { id, from: userById(world, user_id), query, offset: '', chat_type: 'supergroup' }
  push(world, 'inline_query', `inline ${user_id}`, world.clock.seconds() + inlineS, body)
}

/** `before` and `after`: what a person or the bot is in a chat; decides the kind of update by whom it is about. */
export function publishMembership(
  world: World,
  change: { chat_id: number; by: number; user_id: number; before: Member | undefined; after: Member }
): void {
  const own = change.user_id === world.bot.id
  const kind = own ? 'my_chat_member' : 'chat_member'
  const bot = world.members.get(`${change.chat_id}:${world.bot.id}`)
  if (!own && bot?.status !== 'administrator') return
  push(world, kind, `${kind} ${own ? change.chat_id : change.user_id}`, world.clock.seconds() + dayS, {
    chat: chatById(world, change.chat_id),
    from: userById(world, change.by),
    date: world.clock.seconds(),
    old_chat_member: memberWire(world, change.before, change.user_id),
    new_chat_member: memberWire(world, change.after, change.user_id)
  })
}

export function publishReaction(
  world: World,
  change: { chat_id: number; message_id: number; user_id: number; before: string[]; after: string[] }
): void {
  const bot = world.members.get(`${change.chat_id}:${world.bot.id}`)
  if (change.chat_id < 0 && bot?.status !== 'administrator') return
  const emoji = (names: string[]) => names.map(name => ({ type: 'emoji', emoji: name }))
  push(world, 'message_reaction', `reaction ${change.chat_id}`, world.clock.seconds() + dayS, {
    chat: chatById(world, change.chat_id),
    message_id: change.message_id,
    user: userById(world, change.user_id),
    date: world.clock.seconds(),
    old_reaction: emoji(change.before),
    new_reaction: emoji(change.after)
  })
}

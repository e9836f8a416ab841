import { badRequest } from '../api-error.js'
import { isRecord, Params } from '../params.js'
import type { World } from '../world/world.js'
import type { Method } from './method.js'
import { target } from './target.js'

const broad = ['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators']
const ofChat = ['chat', 'chat_administrators', 'chat_member']

/** Whom the commands are for, in one spelling. */
function keyOf(world: World, params: Params): string {
  const language = params.text('language_code') ?? ''
  if (!/^([a-z]{2})?$/.test(language)) throw badRequest('invalid language code specified')
  return JSON.stringify([...scopeOf(world, params.json('scope', 'BotCommandScope')), language])
}

function scopeOf(world: World, scope: unknown): (string | number)[] {
  if (scope === undefined) return ['default']
  if (!isRecord(scope)) throw badRequest("can't parse BotCommandScope: BotCommandScope must be an Object")
  const type = String(scope['type'] ?? '')
  if (broad.includes(type)) return [type]
  if (!ofChat.includes(type)) throw badRequest("can't parse BotCommandScope: Unsupported type specified")
  const { id } = target(world, new Params({ chat_id: scope['chat_id'] }))
  if (type !== 'chat' && id > 0) throw badRequest("can't set commands of this scope in a private chat")
  if (type !== 'chat_member') return [type, id]
  const user = new Params({ user_id: scope['user_id'] }).int('user_id')
  if (user === undefined) throw badRequest("can't parse BotCommandScope: Invalid user_id specified")
  return [type, id, user]
}

const setMyCommands: Method = (world, params) => {
  const given = params.json('commands', 'bot commands')
  if (!Array.isArray(given)) throw badRequest("can't parse commands JSON object")
  if (given.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH')
  const commands = given.map((each: unknown) => {
    const command = isRecord(each) ? String(each['command'] ?? '').replace(/^\//, '') : ''
    const description = isRecord(each) ? String(each['description'] ?? '') : ''
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID')
    if (description.length < 1 || description.length > 256)
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
    return { command, description }
  })
  world.commands.set(keyOf(world, params), commands)
  return true
}

const getMyCommands: Method = (world, params) => world.commands.get(keyOf(world, params)) ?? []

const deleteMyCommands: Method = (world, params) => {
  world.commands.delete(keyOf(world, params))
  return true
}

export const methods = { setMyCommands, getMyCommands, deleteMyCommands }

import { badRequest } from '../api-error.js'
import { isRecord, type Params } from '../params.js'
import type { Method } from './method.js'

const keyOf = (params: Params): string => {
  const scope = params.json('scope', 'bot command scope')
  return JSON.stringify([isRecord(scope) ? scope : { type: 'default' }, params.text('language_code') ?? ''])
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
  world.commands.set(keyOf(params), commands)
  return true
}

const getMyCommands: Method = (world, params) => world.commands.get(keyOf(params)) ?? []

const deleteMyCommands: Method = (world, params) => {
  world.commands.delete(keyOf(params))
  return true
}

export const methods = { setMyCommands, getMyCommands, deleteMyCommands }

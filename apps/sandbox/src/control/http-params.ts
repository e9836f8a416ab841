import type { Away } from '../faults.js'
import { isRecord, isWhole, type JsonRecord, type Params } from '../params.js'
import { ControlError } from './error.js'
import type { NewPerson } from './people.js'

const bad = (name: string, must: string) => new ControlError(400, `${name} ${must}`)

export function need<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw bad(name, 'is missing or of the wrong kind')
  return value
}

/** A whole number of at least `least`; undefined when it is not given at all. */
export function whole(params: Params, name: string, least = Number.MIN_SAFE_INTEGER): number | undefined {
  if (!params.has(name)) return undefined
  const value = params.int(name)
  if (value === undefined || value < least) {
    throw bad(name, `must be a whole number${least < 0 ? '' : ` of at least ${least}`}`)
  }
  return value
}

export function optionalWords(params: Params, name: string): string | undefined {
  const value = params.raw(name)
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw bad(name, 'must be a string')
  return value
}

export const id = (params: Params, name: string): number => need(whole(params, name), name)
export const words = (params: Params, name: string): string =>
  need(optionalWords(params, name) || undefined, name)

export function flag(params: Params, name: string): boolean | undefined {
  if (!params.has(name)) return undefined
  const value = String(params.raw(name))
  if (!['true', 'false', '1', '0'].includes(value)) throw bad(name, 'must be true or false')
  return params.flag(name)
}

export const by = (params: Params) => ({ user_id: id(params, 'user_id') })
export const group = (params: Params) => ({ chat_id: whole(params, 'chat_id') })
export const topic = (params: Params) => ({
  ...by(params),
  ...group(params),
  thread_id: id(params, 'thread_id')
})

/** Empty: none. */
export function username(params: Params): string | undefined {
  const given = optionalWords(params, 'username')
  if (given && !/^@?[a-z]\w{0,31}$/i.test(given))
    throw bad('username', 'must be 1 to 32 of a-z, 0-9 and _, a letter first')
  return given
}

export const person = (params: Params): NewPerson => ({
  first_name: words(params, 'first_name'),
  last_name: optionalWords(params, 'last_name'),
  username: username(params),
  language_code: optionalWords(params, 'language_code')
})

/** `fields`: all that it may have, where not everything is welcome. */
export function record(params: Params, name: string, fields?: readonly string[]): JsonRecord | undefined {
  const value = params.json(name, name)
  if (value === undefined || value === null) return undefined
  if (!isRecord(value)) throw bad(name, 'must be an object')
  const unknown = fields && Object.keys(value).find(each => !fields.includes(each))
  if (unknown !== undefined) throw bad(name, `has no ${unknown}, but ${fields?.join(', ')}`)
  return value
}

/** One field of an object, by its full name in complaints. */
export const field = {
  words(of: JsonRecord, what: string, name: string): string | undefined {
    const value = of[name]
    if (value === undefined || value === null) return undefined
    if (typeof value !== 'string') throw bad(`${what}.${name}`, 'must be a string')
    return value
  },
  number(of: JsonRecord, what: string, name: string): number {
    const value = of[name]
    if (typeof value !== 'number') throw bad(`${what}.${name}`, 'must be a number')
    return value
  },
  whole(of: JsonRecord, what: string, name: string): number | undefined {
    const value = of[name]
    if (value === undefined || value === null) return undefined
    if (!isWhole(value) || value < 0) throw bad(`${what}.${name}`, 'must be a whole number of at least 0')
    return value
  }
}

export function away(params: Params): Away {
  const mode = words(params, 'mode')
  if (mode === 'no' || mode === 'refuse' || mode === 'bad_gateway') return mode
  throw bad('mode', 'must be one of no, refuse, bad_gateway')
}

export function rights(params: Params): Record<string, boolean> {
  const given = Object.entries(need(record(params, 'rights'), 'rights'))
  return Object.fromEntries(
    given.map(([name, value]) => {
      if (typeof value !== 'boolean') throw bad(`rights.${name}`, 'must be true or false')
      return [name, value]
    })
  )
}

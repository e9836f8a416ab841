import { foldTag, isTag } from '#domain'
import { isJsonObject, type JsonObject } from '#kernel'
import { type BodyError, invalidBody, type Problem } from '../problems/problem.js'

/** `at`: a JSON pointer into the value, where only a part of it is wrong. */
type Read<T> = { readonly value: T } | { readonly message: string; readonly at?: string }

export interface Field<T> {
  readonly required: boolean
  readonly read: (value: unknown) => Read<T>
}

type Shape = { readonly [name: string]: Field<unknown> }
type ValueOf<F> = F extends Field<infer T> ? T : never
export type BodyOf<S extends Shape> = { readonly [Name in keyof S]: ValueOf<S[Name]> }

/** A body that is not what it should be read as. It is no fault before somebody looks into it: a precondition comes first. */
export class UnreadableBody {
  constructor(readonly problem: Problem) {}
}

/** @throws Problem 400 for an unreadable body */
export function readable(body: unknown): unknown {
  if (body instanceof UnreadableBody) throw body.problem
  return body
}

/** @throws Problem 400 for an unreadable body, 422 for no object */
export function objectIn(body: unknown): JsonObject {
  const read = readable(body)
  if (isJsonObject(read)) return read
  throw invalidBody([{ pointer: '', code: 'type', message: 'must be an object' }])
}

/** Strict: an unknown field, a missing or a wrong one is an error each. @throws Problem 400 for an unreadable body, 422 with all of them */
export function parseBody<S extends Shape>(given: unknown, shape: S): BodyOf<S> {
  const body = objectIn(given)
  const errors: BodyError[] = Object.keys(body)
    .filter(name => !Object.hasOwn(shape, name))
    .map(name => ({ pointer: pointerTo(name), code: 'unknown', message: 'is not a field of this call' }))
  const values = Object.entries(shape).map(([name, field]) => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined
    if (value === undefined) {
      if (field.required) errors.push({ pointer: pointerTo(name), code: 'required', message: 'is required' })
      return [name, undefined]
    }
    const read = field.read(value)
    if ('value' in read) return [name, read.value]
    errors.push({ pointer: pointerTo(name) + (read.at ?? ''), code: 'invalid', message: read.message })
    return [name, undefined]
  })
  if (errors.length > 0) throw invalidBody(errors)
  return Object.fromEntries(values) as BodyOf<S>
}

const pointerTo = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`

const field =
  <T>(read: (value: unknown) => T | undefined, message: string) =>
  (required: boolean): Field<T> => ({
    required,
    read: value => {
      const result = read(value)
      return result === undefined ? { message } : { value: result }
    }
  })

export const required = <T>(kind: (required: boolean) => Field<T>): Field<T> => kind(true)
export const optional = <T>(kind: (required: boolean) => Field<T>): Field<T | undefined> => kind(false)

const isText = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed()

/** Something to read: not empty, not only white space; `max` in UTF-16 units. */
export const text = (max: number) =>
  field(
    value => (isText(value) && value.trim() !== '' && value.length <= max ? value : undefined),
    `must be text of 1 to ${max} characters, not only white space`
  )

export const choice = <const T extends string>(all: readonly T[]) =>
  field(value => all.find(one => one === value), `must be one of ${all.join(', ')}`)

export const parsed = <T>(read: (text: string) => T | undefined, message: string) =>
  field(value => (typeof value === 'string' ? read(value) : undefined), message)

export const flag = field(value => (typeof value === 'boolean' ? value : undefined), 'must be true or false')

export const literally = <const T extends boolean>(wanted: T) =>
  field(value => (value === wanted ? wanted : undefined), `must be ${wanted}`)

export const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  field(
    value =>
      Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined,
    `must be a whole number from ${min}${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}`
  )

export const anyObject = field(value => (isJsonObject(value) ? value : undefined), 'must be an object')

/** `null`, or what `kind` reads. */
export const orNull =
  <T>(kind: (required: boolean) => Field<T>) =>
  (required: boolean): Field<T | null> => ({
    required,
    read: value => (value === null ? { value: null } : kind(required).read(value))
  })

/** A list of 1 to `max` texts; a wrong one is named by its place. */
export const each =
  <T>(read: (text: string) => T | undefined, max: number, message: string) =>
  (required: boolean): Field<readonly T[]> => ({
    required,
    read: value => {
      if (!Array.isArray(value) || value.length === 0 || value.length > max) {
        return { message: `must be a list of 1 to ${max}` }
      }
      const items = value.map(item => (isText(item) ? read(item) : undefined))
      const found = items.filter(item => item !== undefined)
      if (found.length === items.length) return { value: [...new Set(found)] }
      return { message, at: `/${items.indexOf(undefined)}` }
    }
  })

export const listOf = (item: RegExp, max: number, what: string) =>
  field(
    value =>
      Array.isArray(value) && value.length <= max && value.every(one => isText(one) && item.test(one))
        ? value.filter(isText)
        : undefined,
    `must be a list of at most ${max} ${what}`
  )

/** A list of at most `max` words in the form of tags, folded; it may be empty. */
export const words =
  (max: number) =>
  (required: boolean): Field<readonly string[]> => ({
    required,
    read(value) {
      if (!Array.isArray(value) || value.length > max)
        return { message: `must be a list of at most ${max} words` }
      const folded = value.map(item => (isText(item) ? foldTag(item) : ''))
      const wrong = folded.findIndex(word => !isTag(word))
      return wrong < 0
        ? { value: folded }
        : {
            message: 'must be a word of 1 to 50 characters without commas and without a space at its ends',
            at: `/${wrong}`
          }
    }
  })

/** For a call that takes no body: none, or an empty object. @throws Problem 400 for an unreadable body, 422 */
export function emptyBody(body: unknown): void {
  if (body !== undefined) parseBody(body, {})
}

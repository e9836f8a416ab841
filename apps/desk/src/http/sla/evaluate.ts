import { type BusinessTime, yearsToSearch } from '#domain'
import { type Instant, instantIn, isJsonObject, type Json, type JsonObject } from '#kernel'
import type { BodyError } from '../problems/problem.js'
import { time } from '../tickets/present-ticket.js'

type Item =
  | { readonly kind: 'add'; readonly from: Instant; readonly addS: number }
  | { readonly kind: 'between'; readonly from: Instant; readonly to: Instant }

const maxItems = 1000
const maxSeconds = 315_360_000
/** Days are worked out one by one: what may be asked is bounded. */
const earliest = Date.UTC(1970, 0, 1)
const latest = Date.UTC(2200, 0, 1)

export function readItems(value: unknown): {
  readonly items: readonly Item[]
  readonly errors: readonly BodyError[]
} {
  if (!Array.isArray(value)) return { items: [], errors: [error('/items', 'type', 'must be a list')] }
  if (value.length > maxItems) {
    return { items: [], errors: [error('/items', 'too_many', `must have at most ${maxItems} items`)] }
  }
  const read = value.map((item: unknown, index) => readItem(item, `/items/${index}`))
  return {
    items: read.flatMap(one => ('item' in one ? [one.item] : [])),
    errors: read.flatMap(one => ('errors' in one ? one.errors : []))
  }
}

/** In the order of the items. A span that the calendar opens only in a far future is an error of its item. */
export function evaluate(
  calendar: BusinessTime,
  items: readonly Item[]
): { readonly results: JsonObject[]; readonly errors: readonly BodyError[] } {
  const errors: BodyError[] = []
  const results = items.map((item, index): JsonObject => {
    if (item.kind === 'between') return { seconds: Math.floor(calendar.between(item.from, item.to) / 1000) }
    const { from, addS } = item
    const ms = addS * 1000
    const due = calendar.add(from, ms)
    if (due === undefined) {
      errors.push(
        error(
          `/items/${index}/add_s`,
          'too_long',
          `the calendar is not open so long in ${yearsToSearch} years`
        )
      )
      return {}
    }
    return { due_at: time(due), breach_at: time(calendar.exceeded(from, ms) ?? null) }
  })
  return { results, errors }
}

type Read = { readonly item: Item } | { readonly errors: readonly BodyError[] }

function readItem(value: unknown, at: string): Read {
  if (!isJsonObject(value)) return { errors: [error(at, 'type', 'must be an object')] }
  const { from, to, add_s: addS, ...others } = value
  const start = instant(from)
  const end = instant(to)
  const errors = [
    ...Object.keys(others).map(field => error(`${at}/${field}`, 'unknown', 'is not a field of an item')),
    ...(start === undefined ? [error(`${at}/from`, codeOf(from), `must be ${aTime}`)] : []),
    ...(addS !== undefined && to !== undefined
      ? [error(`${at}/to`, 'exclusive', 'and add_s exclude each other')]
      : []),
    ...(addS === undefined && to === undefined
      ? [error(`${at}/add_s`, 'required', 'or to is required')]
      : []),
    ...(to !== undefined && end === undefined ? [error(`${at}/to`, 'invalid', `must be ${aTime}`)] : []),
    ...(addS !== undefined && !isSeconds(addS)
      ? [error(`${at}/add_s`, 'invalid', `must be whole seconds, 0 to ${maxSeconds}`)]
      : []),
    ...(start !== undefined && end !== undefined && end < start
      ? [error(`${at}/to`, 'inverted', 'must not be before from')]
      : [])
  ]
  if (errors.length > 0 || start === undefined) return { errors }
  if (end !== undefined) return { item: { kind: 'between', from: start, to: end } }
  return { item: { kind: 'add', from: start, addS: Number(addS) } }
}

const aTime = 'a time as of RFC 3339, from 1970 to 2199'
const error = (pointer: string, code: string, message: string): BodyError => ({ pointer, code, message })
const codeOf = (value: Json | undefined): string => (value === undefined ? 'required' : 'invalid')

function instant(value: Json | undefined): Instant | undefined {
  const read = typeof value === 'string' ? instantIn(value) : undefined
  return read !== undefined && read >= earliest && read < latest ? read : undefined
}

const isSeconds = (value: Json): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= maxSeconds

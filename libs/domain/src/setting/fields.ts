import { isJsonObject, isSlug, type Json, type JsonObject } from '#kernel'

export interface FieldProblem {
  /** JSON pointer (RFC 6901). */
  readonly pointer: string
  readonly code: string
  readonly message: string
}

export const problem = (pointer: string, code: string, message: string): FieldProblem => ({
  pointer,
  code,
  message
})

/** What a value of a settings document must be. */
export interface Field {
  /** JSON Schema 2020-12: for OpenAPI and docs/settings.md. */
  readonly schema: JsonObject
  /** What is wrong with a value that is there, under its pointer. */
  readonly check: (value: unknown, at: string) => readonly FieldProblem[]
  /** With what is left out of it filled in. */
  readonly complete?: (value: Json) => Json
}

/** A field of an object, and what holds where it is left out. */
export type Member = Field &
  ({ readonly left: 'refused' } | { readonly left: 'out' } | { readonly left: 'filled'; readonly by: Json })

export type Members = { readonly [name: string]: Member }

export const required = (field: Field): Member => ({ ...field, left: 'refused' })
/** Filled in when published. */
export const standard = (field: Field, by: Json): Member => ({
  ...field,
  schema: { ...field.schema, default: by },
  left: 'filled',
  by
})
/** Stays out; `meaning`: how it is then read. */
export const optional = (field: Field, meaning?: Json): Member => ({
  ...field,
  schema: meaning === undefined ? field.schema : { ...field.schema, default: meaning },
  left: 'out'
})

export const fieldOf = (schema: JsonObject, fits: (value: unknown) => boolean, message: string): Field => ({
  schema,
  check: (value, at) => (fits(value) ? [] : [problem(at, 'invalid', message)])
})

export const text = (min: number, max: number): Field =>
  fieldOf(
    { type: 'string', ...(min > 0 ? { minLength: min } : {}), maxLength: max },
    value => typeof value === 'string' && value.isWellFormed() && value.length >= min && value.length <= max,
    `must be text of ${min} to ${max} characters`
  )

const isWhole = (value: unknown, min: number, max: number): boolean =>
  Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max

export const tenYears = 315_360_000
export const seconds = (min = 0, max = tenYears): Field =>
  fieldOf(
    { type: 'integer', minimum: min, maximum: max },
    value => isWhole(value, min, max),
    `must be whole seconds, ${min} to ${max}`
  )

export const count = (min: number, max: number): Field =>
  fieldOf(
    { type: 'integer', minimum: min, maximum: max },
    value => isWhole(value, min, max),
    `must be a whole number, ${min} to ${max}`
  )

/** Where a document stands in the list of its kind. */
export const position: Field = fieldOf(
  { type: 'integer', minimum: 0 },
  value => isWhole(value, 0, Number.MAX_SAFE_INTEGER),
  'must be a whole number from 0'
)

export const flag: Field = fieldOf(
  { type: 'boolean' },
  value => typeof value === 'boolean',
  'must be true or false'
)

export const oneOf = (allowed: readonly string[]): Field =>
  fieldOf(
    { type: 'string', enum: allowed },
    value => typeof value === 'string' && allowed.includes(value),
    `must be one of ${allowed.join(', ')}`
  )

export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[A-Za-z]/.test(value)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

export const timeZone: Field = {
  schema: { type: 'string', examples: ['Europe/Berlin'] },
  check: (value, at) =>
    isTimeZone(value) ? [] : [problem(at, 'unknown_zone', 'must be an IANA time zone, e.g. Europe/Berlin')]
}

export const date: Field = fieldOf({ type: 'string', format: 'date' }, isDate, 'must be a date, yyyy-mm-dd')

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  try {
    return Temporal.PlainDate.from(value, { overflow: 'reject' }).toString() === value
  } catch {
    return false
  }
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.isWellFormed() && value.length >= 1 && value.length <= 64
const aName = { type: 'string', minLength: 1, maxLength: 64 }

/** An id that people choose. */
export const slug: Field = fieldOf(
  { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]{0,63}$' },
  value => typeof value === 'string' && isSlug(value),
  'must be an id of 1 to 64 characters a-z, 0-9, _ and - that begins with a letter or a digit'
)

/** The id of another document; whether it is there is looked up with `refersTo`. */
export const idOfA = (what: string): Field => fieldOf(aName, isName, `must be the id of ${what}`)

export const orNull = ({ schema, check, complete }: Field): Field => ({
  schema: {
    ...schema,
    type: [...typesOf(schema), 'null'],
    ...(Array.isArray(schema['enum']) ? { enum: [...schema['enum'], null] } : {})
  },
  check: (value, at) =>
    value === null
      ? []
      : check(value, at).map(wrong => ({
          ...wrong,
          message: wrong.message.replace(/^must be (?!null or )/, 'must be null or ')
        })),
  ...(complete && { complete: (value: Json) => (value === null ? null : complete(value)) })
})

const typesOf = ({ type }: JsonObject): readonly Json[] =>
  Array.isArray(type) ? type : type === undefined ? [] : [type]

const maxItems = 50

/** At most 50 of them, right as a whole or not at all. */
function listOf(items: JsonObject, fits: (item: unknown) => boolean, what: string): Field {
  return fieldOf(
    { type: 'array', items, maxItems },
    value => Array.isArray(value) && value.length <= maxItems && value.every(fits),
    `must be a list of ${what}`
  )
}

export const listOfNames = (what: string): Field => listOf(aName, isName, what)
export const listAmong = (allowed: readonly string[]): Field =>
  listOf(
    { type: 'string', enum: allowed },
    item => typeof item === 'string' && allowed.includes(item),
    allowed.join(', ')
  )
export const listOfSeconds = (min: number): Field =>
  listOf(
    { type: 'integer', minimum: min, maximum: tenYears },
    item => isWhole(item, min, tenYears),
    'whole seconds'
  )

/** A list whose items are looked at one by one; `further`: once each is right. */
export function list(
  item: Field,
  { min = 0, max, of }: { readonly min?: number; readonly max: number; readonly of: string },
  further: (value: readonly Json[], at: string) => readonly FieldProblem[] = () => []
): Field {
  const { complete } = item
  return {
    schema: { type: 'array', items: item.schema, ...(min > 0 ? { minItems: min } : {}), maxItems: max },
    check(value, at) {
      if (!Array.isArray(value) || value.length < min)
        return [problem(at, 'invalid', `must be a list of ${min > 0 ? `${min} to ${max} ` : ''}${of}`)]
      if (value.length > max) return [problem(at, 'too_many', `must have at most ${max} ${of}`)]
      const wrong = value.flatMap((one: unknown, index) => item.check(one, `${at}/${index}`))
      return wrong.length > 0 ? wrong : further(value, at)
    },
    ...(complete && { complete: (value: Json) => (Array.isArray(value) ? value.map(complete) : value) })
  }
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** Nothing but these members; `further`: once each is right. */
export function object(
  members: Members,
  further: (value: JsonObject, at: string) => readonly FieldProblem[] = () => []
): Field {
  const names = Object.keys(members)
  const needed = names.filter(name => members[name]?.left === 'refused')
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(members).map(([name, { schema }]) => [name, schema])),
      ...(needed.length > 0 ? { required: needed } : {}),
      additionalProperties: false
    },
    check(value, at) {
      if (!isJsonObject(value)) return [problem(at, 'type', 'must be an object')]
      const missing = needed
        .filter(name => value[name] === undefined)
        .map(name => problem(`${at}/${name}`, 'required', 'is required'))
      const wrong = Object.entries(value).flatMap(([name, given]) => {
        const member = Object.hasOwn(members, name) ? members[name] : undefined
        const pointer = `${at}/${escaped(name)}`
        return member
          ? member.check(given, pointer)
          : [problem(pointer, 'unknown', `is not a field of this kind: there are ${names.join(', ')}`)]
      })
      const all = [...missing, ...wrong]
      return all.length > 0 ? all : further(value, at)
    },
    complete: value => (isJsonObject(value) ? completed(members, value) : value)
  }
}

function completed(members: Members, given: JsonObject): JsonObject {
  const filled = Object.entries(members).flatMap(([name, member]) => {
    const value = given[name] === undefined && member.left === 'filled' ? member.by : given[name]
    return value === undefined ? [] : [[name, member.complete ? member.complete(value) : value] as const]
  })
  return { ...given, ...Object.fromEntries(filled) }
}

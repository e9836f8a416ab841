import { type Json, messageIdIn, unreachable } from '#kernel'
import {
  date,
  type Field,
  type FieldProblem,
  flag,
  list,
  object,
  oneOf,
  orNull,
  problem,
  required,
  standard,
  text
} from './fields.js'
import type { TicketField } from './kinds/ticket-field.js'

/** What a field of a ticket can hold; of a select the option's id, of a file the id of a message of the ticket. */
export type FieldValue =
  | string
  | number
  | boolean
  | readonly string[]
  | { readonly phone_number: string; readonly first_name: string | null; readonly last_name: string | null }
  | { readonly latitude: number; readonly longitude: number }

export interface ReadValue {
  readonly value: FieldValue
  /** Null: the field decides nothing. */
  readonly chosen: readonly string[] | null
}

/** A value as somebody gives it, whole; or what is wrong with it, under its pointer. */
export function readFieldValue(field: TicketField, given: Json, at: string): ReadValue | FieldProblem[] {
  const { check, complete } = valueField(field)
  const wrong = check(given, at)
  if (wrong.length > 0) return [...wrong]
  // What the check of its type lets through is one of these.
  const value = (complete?.(given) ?? given) as FieldValue
  return { value, chosen: field.decides ? chosenIn(value) : null }
}

function chosenIn(value: FieldValue): readonly string[] {
  if (typeof value === 'boolean') return [value ? 'yes' : 'no']
  return Array.isArray(value) ? value : [String(value)]
}

const within = (min: number, max: number): Field => ({
  schema: { type: 'number', minimum: min, maximum: max },
  check: (value, at) =>
    typeof value === 'number' && value >= min && value <= max
      ? []
      : [problem(at, 'invalid', `must be a number from ${min} to ${max}`)]
})

/** Beyond this a number is not what somebody has written. */
const largest = Number.MAX_SAFE_INTEGER

const written: Field = {
  ...text(1, 4000),
  check: (value, at) =>
    typeof value === 'string' && value.trim() === ''
      ? [problem(at, 'invalid', 'must be text of 1 to 4000 characters, not only white space')]
      : text(1, 4000).check(value, at)
}

const file: Field = {
  schema: { type: 'string' },
  check: (value, at) =>
    typeof value === 'string' && messageIdIn(value) !== undefined
      ? []
      : [problem(at, 'invalid', 'must be the id of a message of this ticket that has a file')]
}

const name = standard(orNull(text(1, 200)), null)
const contact = object({ phone_number: required(text(1, 40)), first_name: name, last_name: name })
const location = object({ latitude: required(within(-90, 90)), longitude: required(within(-180, 180)) })

/** In the order of the options, so that the same choice is the same value. */
function several(options: readonly string[]): Field {
  const chosen = list(oneOf(options), { min: 1, max: options.length, of: 'options' }, (value, at) =>
    new Set(value).size < value.length ? [problem(at, 'repeated', 'must have each option once')] : []
  )
  return {
    ...chosen,
    complete: value => (Array.isArray(value) ? options.filter(option => value.includes(option)) : value)
  }
}

function valueField({ type, options }: TicketField): Field {
  switch (type) {
    case 'text':
      return written
    case 'number':
      return within(-largest, largest)
    case 'date':
      return date
    case 'select':
      return oneOf(options)
    case 'multi_select':
      return several(options)
    case 'file':
      return file
    case 'contact':
      return contact
    case 'location':
      return location
    case 'yes_no':
      return flag
    default:
      return unreachable(type)
  }
}

import type { Json, JsonObject } from '#kernel'
import {
  type Field,
  type FieldProblem,
  fieldOf,
  list,
  object,
  oneOf,
  problem,
  required,
  standard
} from '../setting/fields.js'
import { breachReasons } from '../sla/events.js'
import { metrics } from '../sla/policy.js'
import { priorities, ticketStatuses } from '../ticket-words.js'
import { classOf, conditionFields, idAfter, operators, operatorsOf } from './words.js'

export const mostTerms = 1000
export const longestPattern = 200
const longestTerm = 200

const isTerm = (value: unknown): value is string =>
  typeof value === 'string' && value.isWellFormed() && value.length >= 1 && value.length <= longestTerm

const isScalar = (value: unknown): boolean =>
  value === null || typeof value === 'boolean' || Number.isSafeInteger(value) || isTerm(value)

const value: Field = {
  schema: {
    anyOf: [
      { type: ['string', 'integer', 'boolean', 'null'] },
      { type: 'array', items: { type: ['string', 'integer'] }, minItems: 1, maxItems: mostTerms }
    ]
  },
  check(given, at) {
    if (!Array.isArray(given))
      return isScalar(given)
        ? []
        : [
            problem(
              at,
              'invalid',
              `must be a text of 1 to ${longestTerm} characters, a whole number, true, false or null`
            )
          ]
    if (given.length === 0 || given.length > mostTerms)
      return [problem(at, given.length === 0 ? 'invalid' : 'too_many', `must have 1 to ${mostTerms} values`)]
    return given.flatMap((one: unknown, index) =>
      isTerm(one) || Number.isSafeInteger(one)
        ? []
        : [
            problem(
              `${at}/${index}`,
              'invalid',
              `must be a text of 1 to ${longestTerm} characters or a whole number`
            )
          ]
    )
  }
}

const field: Field = fieldOf(
  { type: 'string', examples: [...conditionFields, 'field.order', 'calendar.berlin'] },
  given => typeof given === 'string' && classOf(given) !== undefined,
  `must be one of ${conditionFields.join(', ')}, field.<id>, calendar.<id>`
)

const condition = object(
  { field: required(field), op: required(oneOf(operators)), value: required(value) },
  fits
)

/** That an operator goes with the field, and the value with both. */
function fits({ field: name, op, value: given }: JsonObject, at: string): FieldProblem[] {
  const of = classOf(String(name))
  if (of === undefined) return []
  const allowed = operatorsOf[of]
  if (!allowed.some(one => one === op))
    return [problem(`${at}/op`, 'invalid', `must be one of ${allowed.join(', ')} with ${String(name)}`)]
  const message = wrongValue(String(name), String(op), given)
  return message === undefined ? [] : [problem(`${at}/value`, 'invalid', message)]
}

const takesList = (op: string): boolean => ['in', 'not_in', 'has_any', 'has_all', 'has_none'].includes(op)

function wrongValue(name: string, op: string, given: Json | undefined): string | undefined {
  if (takesList(op)) {
    if (!Array.isArray(given)) return 'must be a list'
    const of = classOf(name)
    const areNumbers = given.every(Number.isSafeInteger)
    if (of === 'number') return areNumbers ? undefined : 'must be a list of whole numbers'
    const takesNumbers = of === 'field' && (op === 'in' || op === 'not_in')
    if (takesNumbers && areNumbers) return undefined
    if (!given.every(isTerm))
      return takesNumbers ? 'must be a list of texts or of whole numbers' : 'must be a list of texts'
    const words = among(name)
    return words && !given.every(one => words.includes(String(one)))
      ? `must be a list of ${words.join(', ')}`
      : undefined
  }
  if (Array.isArray(given)) return 'must be one value'
  switch (op) {
    case 'at_least':
    case 'at_most':
      return Number.isSafeInteger(given) ? undefined : 'must be a whole number'
    case 'matches':
      return typeof given === 'string' ? undefined : `must be a pattern of 1 to ${longestPattern} characters`
    default:
      return wrongSingle(name, given)
  }
}

function wrongSingle(name: string, given: Json | undefined): string | undefined {
  switch (classOf(name)) {
    case 'flag':
      return typeof given === 'boolean' ? undefined : 'must be true or false'
    case 'number':
      return Number.isSafeInteger(given) ? undefined : 'must be a whole number'
    case 'word': {
      const words = among(name)
      if (given !== null && typeof given !== 'string') return 'must be a text or null'
      return words && given !== null && !words.includes(given)
        ? `must be one of ${words.join(', ')}`
        : undefined
    }
    default:
      return undefined
  }
}

/** What there is of a field that has few values. */
function among(name: string): readonly string[] | undefined {
  if (name === 'priority') return priorities
  if (name === 'status' || name === 'status.from' || name === 'status.to') return ticketStatuses
  if (name === 'sla.metric') return metrics
  if (name === 'sla.reason') return breachReasons
  return idAfter('calendar', name) === undefined ? undefined : ['open', 'closed']
}

const conditions = list(condition, { max: 50, of: 'conditions' })
export const conditionsField = object({
  all: standard(conditions, []),
  any: standard(conditions, []),
  none: standard(conditions, [])
})

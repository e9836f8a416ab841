import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { listedByAny, listedByTime, slaWanted, ticketSorts } from '../../ticket-lists.js'
import { priorities, ticketStatuses } from '../../ticket-words.js'
import {
  type Field,
  type FieldProblem,
  fieldOf,
  flag,
  type Member,
  object,
  oneOf,
  optional,
  orNull,
  problem,
  required,
  seconds,
  standard,
  text
} from '../fields.js'
import { type Reference, referencesTo, settingKind } from '../spec.js'

const most = 50

interface Read {
  readonly read: (text: string) => unknown
  readonly expected: string
}

const oneValue = ({ read, expected }: Read, schema: JsonObject): Field =>
  fieldOf(
    schema,
    value => typeof value === 'string' && value.isWellFormed() && read(value) !== undefined,
    `must be ${expected}`
  )

/** One value or a list, as a query has them with a comma between. */
function oneOrMore(one: Field): Member {
  const { schema } = one
  return optional({
    schema: { anyOf: [schema, { type: 'array', items: schema, minItems: 1, maxItems: most }] },
    check(value, at) {
      if (!Array.isArray(value)) return one.check(value, at)
      if (value.length === 0) return [problem(at, 'invalid', 'must have a value where it is there')]
      if (value.length > most) return [problem(at, 'too_many', `must have at most ${most} values`)]
      return value.flatMap((item: unknown, index) => one.check(item, `${at}/${index}`))
    }
  })
}

const written = (examples: readonly string[]): JsonObject => ({ type: 'string', examples })
const time = (example: string): JsonObject => ({ type: 'string', format: 'date-time', examples: [example] })
const { status, queue, assignee, priority, code, tag, team, customer, sla } = listedByAny
const { created_after, created_before, updated_after } = listedByTime

/** The parameters of a list of tickets, by the readers of the list itself. */
export const ticketFilterField = object({
  status: oneOrMore(oneValue(status, { type: 'string', enum: ticketStatuses })),
  queue: oneOrMore(oneValue(queue, written(['billing']))),
  assignee: oneOrMore(oneValue(assignee, written(['none']))),
  priority: oneOrMore(oneValue(priority, { type: 'string', enum: priorities })),
  code: oneOrMore(oneValue(code, written(['7K3Q-X9M2']))),
  tag: oneOrMore(oneValue(tag, written(['vip']))),
  team: oneOrMore(oneValue(team, written(['level-2']))),
  customer: oneOrMore(oneValue(customer, written(['cus_2b1f6f0e-3a57-5c1d-9f44-0c6f1d2e7a10']))),
  sla: oneOrMore(oneValue(sla, { type: 'string', enum: slaWanted })),
  due_within_s: optional(seconds()),
  escalated: optional(flag),
  created_after: optional(oneValue(created_after, time('2026-01-05T09:00:00Z'))),
  created_before: optional(oneValue(created_before, time('2026-01-06T09:00:00Z'))),
  updated_after: optional(oneValue(updated_after, time('2026-01-05T09:00:00Z')))
})

export const savedListKind = settingKind({
  kind: 'saved_list',
  path: 'saved-lists',
  what: 'a saved list',
  name: 'SavedList',
  example: {
    name: 'Urgent, with nobody',
    filter: { status: ['open', 'in_progress'], priority: 'urgent', assignee: 'none' },
    sort: 'breach_at'
  },
  fields: {
    name: required(text(1, 100)),
    filter: standard(ticketFilterField, {}),
    sort: standard(orNull(oneOf(ticketSorts)), null)
  },
  further: followsInOrder,
  refersTo
})

/** `none` is no queue and no team, as in the list itself. */
function refersTo({ filter: given }: JsonObject): Reference[] {
  const { queue, team } = isJsonObject(given) ? given : {}
  const named = [
    ...referencesTo('queue', queue, '/filter/queue'),
    ...referencesTo('team', team, '/filter/team')
  ]
  return named.filter(({ id }) => id !== 'none')
}

function followsInOrder({ filter: given, sort }: JsonObject): FieldProblem[] {
  const follows = isJsonObject(given) && given['updated_after'] !== undefined
  const inOrder = sort === undefined || sort === null || sort === 'updated_at'
  return follows && !inOrder
    ? [problem('/sort', 'invalid', 'must be updated_at, or left out, with updated_after')]
    : []
}

/** The parameters of the list of tickets that a checked filter and order stand for. */
export function listedBy({ filter: given, sort }: JsonObject): { readonly [name: string]: string } {
  const parameters: [string, Json | undefined][] = [
    ...Object.entries(isJsonObject(given) ? given : {}),
    ['sort', sort ?? undefined]
  ]
  return Object.fromEntries(
    parameters.flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : String(value)]]
    )
  )
}

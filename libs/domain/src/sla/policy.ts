import { type Instant, isJsonObject, type Json, type JsonObject } from '#kernel'
import type { FieldProblem } from '../setting/index.js'
import { type Priority, priorities, type TicketStatus, ticketStatuses } from '../ticket-words.js'
import { type BusinessTime, yearsToSearch } from './business-time.js'

export const metrics = [
  'first_reply',
  'next_reply',
  'periodic_update',
  'requester_wait',
  'agent_work',
  'resolution'
] as const
export type Metric = (typeof metrics)[number]

/** As recorded with the ticket, so that a verdict can be explained when the policy is long gone. */
export type Target = {
  readonly metric: Metric
  readonly targetS: number
  readonly clock: 'business' | 'calendar'
  readonly startsAt: 'creation' | 'assignment'
  readonly warnBeforeS: readonly number[]
  readonly graceS: number
  readonly pauseIn: readonly TicketStatus[]
  /** Of `resolution` only: whether a reopened ticket goes on counting. */
  readonly resolution: 'first' | 'total'
}

export interface Policy {
  readonly id: string
  readonly version: number
  readonly position: number
  readonly calendarId: string
  readonly filter: JsonObject
  readonly targets: readonly (Target & { readonly priority: readonly Priority[] | null })[]
  readonly notify: { readonly warn: boolean; readonly breach: boolean }
}

/** What of a ticket a policy can ask for. */
export interface PolicyFacts {
  readonly queueId: string
  readonly priority: Priority
  readonly tags: readonly string[]
  readonly language: string | null
}

const pausesOf: { readonly [metric in Metric]: readonly TicketStatus[] } = {
  first_reply: [],
  next_reply: [],
  periodic_update: [],
  requester_wait: ['waiting_on_customer'],
  agent_work: ['waiting_on_customer', 'on_hold'],
  resolution: []
}

/** Top to bottom, the first whose filter fits; by position, then id. */
export function matchPolicy(policies: readonly Policy[], facts: PolicyFacts): Policy | undefined {
  const inOrder = [...policies].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
  return inOrder.find(({ filter }) => fits(filter, facts))
}

/** Those for the ticket's priority; of several for one metric the first. */
export function targetsFor(policy: Policy, priority: Priority): Target[] {
  const found = new Map<Metric, Target>()
  for (const { priority: only, ...target } of policy.targets) {
    if ((only === null || only.includes(priority)) && !found.has(target.metric))
      found.set(target.metric, target)
  }
  return [...found.values()]
}

function fits(filter: JsonObject, { queueId, priority, tags, language }: PolicyFacts): boolean {
  const allows = (field: string, ...values: readonly (string | null)[]) => {
    const wanted = filter[field]
    return !Array.isArray(wanted) || values.some(value => value !== null && wanted.includes(value))
  }
  return (
    allows('queue_id', queueId) &&
    allows('priority', priority) &&
    allows('tags_any', ...tags) &&
    allows('language', language)
  )
}

const maxSeconds = 315_360_000
const problem = (pointer: string, code: string, message: string): FieldProblem => ({ pointer, code, message })
type Rule = (value: Json | undefined) => string | undefined

const isSeconds = (value: unknown, min: number): boolean =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= maxSeconds
const oneOf =
  (allowed: readonly string[]): Rule =>
  value =>
    typeof value === 'string' && allowed.includes(value) ? undefined : `must be one of ${allowed.join(', ')}`
const listOf =
  (fits: (item: unknown) => boolean, what: string): Rule =>
  value =>
    Array.isArray(value) && value.length <= 50 && value.every(fits) ? undefined : `must be a list of ${what}`
const among = (allowed: readonly string[]) => (item: unknown) =>
  typeof item === 'string' && allowed.includes(item)
const isName = (item: unknown) => typeof item === 'string' && item.length >= 1 && item.length <= 64
const isFlag: Rule = value => (typeof value === 'boolean' ? undefined : 'must be true or false')

const targetRules: { readonly [field: string]: Rule } = {
  metric: oneOf(metrics),
  target_s: value => (isSeconds(value, 1) ? undefined : `must be whole seconds, 1 to ${maxSeconds}`),
  clock: oneOf(['business', 'calendar']),
  starts_at: oneOf(['creation', 'assignment']),
  priority: listOf(among(priorities), priorities.join(', ')),
  warn_before_s: listOf(item => isSeconds(item, 1), 'whole seconds'),
  grace_s: value => (isSeconds(value, 0) ? undefined : `must be whole seconds, 0 to ${maxSeconds}`),
  pause_in: listOf(among(ticketStatuses), ticketStatuses.join(', ')),
  resolution: oneOf(['first', 'total'])
}

const filterRules: { readonly [field: string]: Rule } = {
  queue_id: listOf(isName, 'queue ids'),
  priority: listOf(among(priorities), priorities.join(', ')),
  tags_any: listOf(isName, 'tags'),
  language: listOf(isName, 'languages')
}

const policyRules: { readonly [field: string]: Rule } = {
  name: value =>
    typeof value === 'string' && value.length >= 1 && value.length <= 100
      ? undefined
      : 'must be text of 1 to 100 characters',
  position: value => (isSeconds(value, 0) ? undefined : 'must be a whole number from 0'),
  calendar_id: value => (isName(value) ? undefined : 'must be the id of a calendar'),
  filter: value => (isJsonObject(value) ? undefined : 'must be an object'),
  targets: value =>
    Array.isArray(value) && value.length >= 1 && value.length <= 50
      ? undefined
      : 'must be a list of 1 to 50 targets',
  notify: value => (isJsonObject(value) ? undefined : 'must be an object')
}

/** What is wrong with a policy document, by JSON pointer. Whether its calendar exists is for the caller to see. */
export function checkPolicy(body: unknown): FieldProblem[] {
  if (!isJsonObject(body)) return [problem('', 'type', 'must be an object')]
  const { targets, filter, notify } = body
  return [
    ...check(body, '', policyRules, ['name', 'calendar_id', 'targets']),
    ...(isJsonObject(filter) ? check(filter, '/filter', filterRules, []) : []),
    ...(isJsonObject(notify) ? check(notify, '/notify', { warn: isFlag, breach: isFlag }, []) : []),
    ...(Array.isArray(targets)
      ? targets.flatMap((target: unknown, index) =>
          isJsonObject(target)
            ? [
                ...check(target, `/targets/${index}`, targetRules, ['metric', 'target_s']),
                ...checkWarnings(target, `/targets/${index}`)
              ]
            : [problem(`/targets/${index}`, 'type', 'must be an object')]
        )
      : [])
  ]
}

/** A warning before the clock has started could never be given. */
function checkWarnings({ target_s, warn_before_s }: JsonObject, at: string): FieldProblem[] {
  return list(warn_before_s).flatMap((before, index) =>
    Number(before) >= Number(target_s)
      ? [problem(`${at}/warn_before_s/${index}`, 'invalid', 'must be less than the target')]
      : []
  )
}

function check(
  body: JsonObject,
  at: string,
  rules: { readonly [field: string]: Rule },
  required: readonly string[]
): FieldProblem[] {
  const missing = required
    .filter(field => body[field] === undefined)
    .map(field => problem(`${at}/${field}`, 'required', 'is required'))
  const wrong = Object.entries(body).flatMap(([field, value]) => {
    const rule = Object.hasOwn(rules, field) ? rules[field] : undefined
    if (!rule) return [problem(`${at}/${field}`, 'unknown', 'is not a field of this kind')]
    const message = rule(value)
    return message ? [problem(`${at}/${field}`, 'invalid', message)] : []
  })
  return [...missing, ...wrong]
}

/** Targets of a policy that its calendar does not open long enough for: they could never be breached. */
export const unreachedTargets = (body: JsonObject, calendar: BusinessTime, now: Instant): FieldProblem[] =>
  policyOf('', 0, body).targets.flatMap(({ clock, targetS, graceS }, index) =>
    clock === 'calendar' || calendar.add(now, (targetS + graceS) * 1000) !== undefined
      ? []
      : [
          problem(
            `/targets/${index}/target_s`,
            'too_long',
            `the calendar is not open so long in ${yearsToSearch} years`
          )
        ]
  )

/** The whole body with its defaults, as it is published. */
export const completePolicy = (body: JsonObject): JsonObject => ({
  position: 0,
  filter: {},
  ...body,
  notify: { warn: true, breach: true, ...(isJsonObject(body['notify']) ? body['notify'] : {}) }
})

/** Reads a body that `checkPolicy` has passed. */
export function policyOf(id: string, version: number, body: JsonObject): Policy {
  const notify = isJsonObject(body['notify']) ? body['notify'] : {}
  return {
    id,
    version,
    position: Number(body['position'] ?? 0),
    calendarId: String(body['calendar_id']),
    filter: isJsonObject(body['filter']) ? body['filter'] : {},
    targets: list(body['targets']).filter(isJsonObject).map(targetOf),
    notify: { warn: notify['warn'] !== false, breach: notify['breach'] !== false }
  }
}

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

function targetOf(body: JsonObject): Policy['targets'][number] {
  const metric = metrics.find(known => known === body['metric']) ?? 'first_reply'
  const wanted = list(body['priority'])
  const pauses = list(body['pause_in'])
  return {
    metric,
    targetS: Number(body['target_s']),
    clock: body['clock'] === 'calendar' ? 'calendar' : 'business',
    startsAt: body['starts_at'] === 'assignment' ? 'assignment' : 'creation',
    warnBeforeS: list(body['warn_before_s'])
      .map(Number)
      .sort((a, b) => b - a),
    graceS: Number(body['grace_s'] ?? 0),
    resolution: body['resolution'] === 'first' ? 'first' : 'total',
    pauseIn:
      body['pause_in'] === undefined
        ? pausesOf[metric]
        : ticketStatuses.filter(status => pauses.includes(status)),
    priority: body['priority'] === undefined ? null : priorities.filter(priority => wanted.includes(priority))
  }
}

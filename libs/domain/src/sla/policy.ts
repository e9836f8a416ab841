import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { foldTag } from '../tags.js'
import { type Priority, priorities, type TicketStatus, ticketStatuses } from '../ticket-words.js'

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
    allowsTags(filter, tags) &&
    allows('language', language)
  )
}

/** A filter may have been published, and a tag recorded, before tags were folded. */
function allowsTags({ tags_any: wanted }: JsonObject, tags: readonly string[]): boolean {
  if (!Array.isArray(wanted)) return true
  const folded = wanted.map(tag => foldTag(String(tag)))
  return tags.some(tag => folded.includes(foldTag(tag)))
}

/** Reads a body that was checked when it was published. */
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

import {
  type AgentId,
  agentIdIn,
  customerIdIn,
  type Instant,
  instantIn,
  isSlug,
  type QueueId,
  type SubjectId,
  type TeamId,
  ticketCodeIn
} from '#kernel'
import { tenYears } from './setting/fields.js'
import { foldTag } from './tags.js'
import { type Priority, priorities, type TicketStatus, ticketStatuses } from './ticket-words.js'

/** `breached`: a clock that has not ended is; `at_risk`: one was warned of, and none is breached. */
export const slaWanted = ['at_risk', 'breached'] as const
export type SlaWanted = (typeof slaWanted)[number]

/**
 * `-priority`: live before done, urgent first, then oldest first; `priority` is the reverse. `breach_at`: the nearest
 * breach first, given or to come. `updated_at`: what has been left alone for longest first.
 */
export const ticketSorts = [
  'created_at',
  '-created_at',
  'priority',
  '-priority',
  'breach_at',
  'updated_at'
] as const
export type TicketSort = (typeof ticketSorts)[number]

/** Reads one value that tickets are listed by; undefined: it can't be that. */
interface ListedBy<T> {
  readonly read: (text: string) => T | undefined
  readonly expected: string
}

const among = <const T extends string>(all: readonly T[]): ListedBy<T> => ({
  read: text => all.find(one => one === text),
  expected: `one of ${all.join(', ')}`
})
const slugOf = (text: string) => (isSlug(text) ? text : undefined)

const queue: ListedBy<QueueId> = {
  read: text => slugOf(text) as QueueId | undefined,
  expected: 'a queue id'
}
const assignee: ListedBy<AgentId | null> = {
  read: text => (text === 'none' ? null : agentIdIn(text)),
  expected: 'an agent id or none'
}
const team: ListedBy<TeamId | null> = {
  read: text => (text === 'none' ? null : (slugOf(text) as TeamId | undefined)),
  expected: 'a team id or none'
}
const tag: ListedBy<string> = {
  read: text =>
    text.trim() !== '' && text.length <= 200 && !text.includes(',') ? foldTag(text.trim()) : undefined,
  expected: 'a tag'
}
const code: ListedBy<string> = { read: ticketCodeIn, expected: "a ticket's code" }
const customer: ListedBy<SubjectId> = { read: customerIdIn, expected: 'a customer id' }
const status: ListedBy<TicketStatus> = among(ticketStatuses)
const priority: ListedBy<Priority> = among(priorities)
const sla: ListedBy<SlaWanted> = among(slaWanted)

/** What tickets are listed by, of which several values may be given: any of them must hold. */
export const listedByAny = { status, queue, assignee, priority, code, tag, team, customer, sla }

const time: ListedBy<Instant> = {
  read: instantIn,
  expected: 'a time as of RFC 3339, e.g. 2026-01-05T09:00:00Z'
}

const wholeSeconds: ListedBy<number> = {
  read: text => (/^\d{1,9}$/.test(text) && Number(text) <= tenYears ? Number(text) : undefined),
  expected: 'whole seconds, ten years at most'
}
const flag: ListedBy<boolean> = {
  read: text => (text === 'true' ? true : text === 'false' ? false : undefined),
  expected: 'true or false'
}

/** And what one value is given of. `due_within_s`: breached so soon unless somebody acts, and not breached yet. */
export const listedByOne = { due_within_s: wholeSeconds, escalated: flag }
export const listedByTime = { created_after: time, created_before: time, updated_after: time }

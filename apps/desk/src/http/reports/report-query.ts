import {
  type GroupKey,
  isTimeZone,
  listedByAny,
  mostTimeGroups,
  type Principal,
  priorities,
  type ReportGroup,
  type ReportName,
  type ReportQuestion,
  reportGroups,
  reportMetrics,
  reportNumbers
} from '#domain'
import { agentIdIn, type Clock, type Instant } from '#kernel'
import { queuesFor } from '../auth/queue-gate.js'
import { pastTime, queueId, time } from '../input/params.js'
import { listOf, oneOf, type Param, type Values } from '../input/query.js'
import { badQuery } from '../problems/problem.js'

const zone: Param<string> = {
  read: text => (isTimeZone(text) ? text : undefined),
  expected: 'an IANA time zone, e.g. Europe/Berlin'
}

/** Of every report. */
const reportFilters = (clock: Clock) => ({
  from: time,
  to: time,
  tz: zone,
  queue: listOf(queueId),
  priority: listOf(oneOf(priorities)),
  tag: listOf(listedByAny.tag),
  agent: listOf(listedByAny.assignee),
  group_by: oneOf(reportGroups),
  as_of: pastTime(clock)
})
const timesFilters = { metric: oneOf(reportMetrics), clock: oneOf(['calendar', 'business']) }
type Filters = ReturnType<typeof reportFilters>
export type Asked = Values<Filters> & Partial<Values<typeof timesFilters>>

export const filtersOf = (name: ReportName, clock: Clock): Filters & Partial<typeof timesFilters> => ({
  ...reportFilters(clock),
  ...(name === 'times' && timesFilters)
})

/** What somebody who names none wants to see. */
const usualGroup: { readonly [name in ReportName]: ReportGroup } = {
  volume: 'none',
  times: 'none',
  agents: 'agent',
  ratings: 'none'
}

const mostYearsMs = 100 * 366 * 86_400_000
/** Beyond these a day of some zone lies in a year that no date is written for. */
const firstMs = Date.parse('0001-01-02T00:00:00Z')
const lastMs = Date.parse('9999-01-01T00:00:00Z')
const shortestMs = { day: 86_400_000, week: 7 * 86_400_000, month: 28 * 86_400_000 }

/** @throws Problem 400 */
export function questionOf(
  name: ReportName,
  asked: Asked,
  {
    principal,
    teamZone,
    now
  }: { readonly principal: Principal; readonly teamZone: string; readonly now: Instant }
): ReportQuestion {
  const { from, to } = asked
  if (from === undefined || to === undefined) throw badQuery('from and to are required')
  if (to <= from) throw badQuery('to must be later than from')
  if (from < firstMs || to > lastMs) throw badQuery('from and to must lie within the years 1 to 9998')
  if (to - from > mostYearsMs) throw badQuery('from and to must lie within a hundred years')
  const groupBy = asked.group_by ?? usualGroup[name]
  if (groupBy in shortestMs) {
    const shortest = shortestMs[groupBy as keyof typeof shortestMs]
    if ((to - from) / shortest > mostTimeGroups)
      throw badQuery(
        `a report has at most ${mostTimeGroups} groups: ask for a shorter period, or longer groups`
      )
  }
  if (name === 'times' && asked.metric === undefined)
    throw badQuery(`metric must be one of ${reportMetrics.join(', ')}`)
  return {
    from,
    to,
    timeZone: asked.tz ?? teamZone,
    groupBy,
    filter: {
      queue: queuesFor(principal, asked.queue),
      priority: asked.priority,
      tag: asked.tag,
      agent: asked.agent
    },
    asOf: asked.as_of ?? now,
    metric: asked.metric ?? 'first_reply',
    clock: asked.clock ?? 'calendar'
  }
}

export const groupKey: Param<string> = {
  read: text => (text.length <= 200 ? text : undefined),
  expected: 'the key of a group'
}

/** Of what a number is made of. */
export const rowFilters = (name: ReportName) => ({
  key: groupKey,
  of: oneOf<string>(reportNumbers[name])
})

/** Of `times` all instances with a value and those that are unfinished, of `ratings` those given. @throws Problem 400 */
export function numbersAsked(name: ReportName, of: string | undefined): readonly string[] {
  if (of !== undefined) return [of]
  if (name === 'times') return ['n', 'unfinished']
  if (name === 'ratings') return ['n']
  throw badQuery(`of must be one of ${reportNumbers[name].join(', ')}`)
}

/** Undefined: of the total. @throws Problem 400 */
export function keyOf({ groupBy }: ReportQuestion, key: string | undefined): GroupKey | undefined {
  if (key === undefined) return undefined
  if (groupBy === 'none') throw badQuery('without group_by there is no key')
  if (key === '') return null
  // What is no agent's id is no group's key.
  return groupBy === 'agent' ? (agentIdIn(key) ?? key) : key
}

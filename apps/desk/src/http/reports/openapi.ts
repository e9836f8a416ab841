import { priorities, type ReportName, reportGroups, reportMetrics, reportNumbers } from '#domain'
import {
  answer,
  assignees,
  id,
  list,
  nullable,
  nullableText,
  nullableTime,
  nullableWhole,
  oneOf,
  position,
  several,
  slugs,
  tagsAsked,
  text,
  time,
  timeZone,
  whole
} from '../openapi/schema-parts.js'
import type { Operation, Schema } from '../openapi/types.js'

const query = {
  from: time,
  to: time,
  tz: timeZone,
  queue: slugs,
  priority: several(priorities),
  tag: tagsAsked,
  agent: assignees,
  group_by: oneOf(reportGroups),
  as_of: time
}
const queryOf = (name: ReportName): { readonly [name: string]: Schema } =>
  name === 'times'
    ? { ...query, metric: oneOf(reportMetrics), clock: oneOf(['calendar', 'business']) }
    : query
const needsOf = (name: ReportName): readonly string[] =>
  name === 'times' ? ['from', 'to', 'metric'] : ['from', 'to']

const summaries: { readonly [name in ReportName]: string } = {
  volume: 'Tickets created, resolved, reopened and closed, and what was left',
  times: 'How long first replies, next replies or resolutions took',
  agents: 'What each agent answered and resolved',
  ratings: 'What customers said of how it went'
}
const schemaOf: { readonly [name in ReportName]: string } = {
  volume: 'VolumeReport',
  times: 'TimesReport',
  agents: 'AgentsReport',
  ratings: 'RatingsReport'
}

const names: readonly ReportName[] = ['volume', 'times', 'agents', 'ratings']
const report = { method: 'get', tag: 'reports', scopes: ['reports:read'], status: 200 } as const

const operationsOf = (name: ReportName): readonly Operation[] => [
  {
    ...report,
    path: `/api/v1/reports/${name}`,
    id: `get${schemaOf[name]}`,
    summary: `${summaries[name]}, from a time (inclusive) to another (exclusive), as it was recorded by \`as_of\`.`,
    needs: needsOf(name),
    query: { ...queryOf(name), min_position: position },
    answer: schemaOf[name]
  },
  {
    ...report,
    path: `/api/v1/reports/${name}/tickets`,
    id: `listRowsOf${schemaOf[name]}`,
    summary:
      'What a number of the report is made of: as many rows as it says, of one group with `key` (empty: `null`), else of the total. With `Accept: text/csv` all of them as CSV.',
    needs: [...needsOf(name), ...(name === 'volume' || name === 'agents' ? ['of'] : [])],
    query: { ...queryOf(name), key: { type: 'string', maxLength: 200 }, of: oneOf(reportNumbers[name]) },
    answer: { listOf: 'ReportRow' }
  }
]

export const reportOperations: readonly Operation[] = [
  ...names.flatMap(operationsOf),
  {
    ...report,
    needs: ['from', 'to'],
    path: '/api/v1/reports/articles',
    id: 'getArticlesReport',
    summary:
      'What became of each article from a time (inclusive) to another (exclusive): sent, rated, suggested in so many tickets and never sent there. `searches_without_hit` counts whole days (UTC) that the period touches, of the last 90; null for who has queues of their own.',
    query: { from: time, to: time },
    answer: {
      listOf: 'ArticleUse',
      beside: {
        searches_without_hit: nullableWhole,
        searches_without_hit_by_day: nullable(
          list(answer({ day: { type: 'string', format: 'date' }, count: whole }))
        )
      }
    }
  }
]

const share: Schema = { type: ['number', 'null'], minimum: 0, maximum: 1 }
const reportOf = (numbers: { readonly [name: string]: Schema }): Schema =>
  answer({
    from: time,
    to: time,
    tz: text,
    as_of: nullableTime,
    definition: text,
    groups: list(answer({ key: nullableText, ...numbers })),
    total: answer(numbers)
  })

export const reportSchemas: { readonly [name: string]: Schema } = {
  ArticleUse: answer({
    article_id: text,
    sent: whole,
    helpful: whole,
    not_helpful: whole,
    suggested: whole,
    suggested_never_sent: whole
  }),
  VolumeReport: reportOf({
    created: whole,
    resolved: whole,
    reopened: whole,
    closed: whole,
    backlog: nullableWhole
  }),
  TimesReport: reportOf({
    n: whole,
    median_s: nullableWhole,
    p90_s: nullableWhole,
    p99_s: nullableWhole,
    unfinished: whole,
    without_calendar: whole
  }),
  AgentsReport: reportOf({
    replies: whole,
    tickets: whole,
    resolved: whole,
    reopened: whole,
    first_reply: answer({ n: whole, median_s: nullableWhole, p90_s: nullableWhole }),
    rating: answer({ n: whole, good_share: share })
  }),
  RatingsReport: reportOf({
    n: whole,
    asked: whole,
    response_rate: share,
    score: { type: ['number', 'null'], minimum: 1, maximum: 5 },
    good_share: share,
    wilson: nullable(answer({ low: share, high: share }))
  }),
  ReportRow: answer({
    ticket_id: id('tkt'),
    code: text,
    began_at: time,
    ended_at: nullableTime,
    value_s: nullableWhole
  })
}

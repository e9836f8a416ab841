import { priorities, reportGroups } from '#domain'
import {
  answer,
  assignees,
  list,
  nullableText,
  nullableTime,
  nullableWhole,
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
  group_by: { type: 'string', enum: reportGroups },
  as_of: time,
  min_position: position
} as const satisfies { readonly [name: string]: Schema }

const report = {
  method: 'get',
  tag: 'reports',
  scopes: ['reports:read'],
  needs: ['from', 'to'],
  status: 200
} as const

export const reportOperations: readonly Operation[] = [
  {
    ...report,
    path: '/api/v1/reports/articles',
    id: 'getArticlesReport',
    summary:
      'What became of each article from a time (inclusive) to another (exclusive): sent, rated, suggested in so many tickets and never sent there. `searches_without_hit` counts whole days (UTC) that the period touches.',
    query: { from: time, to: time },
    answer: {
      listOf: 'ArticleUse',
      beside: {
        searches_without_hit: whole,
        searches_without_hit_by_day: list(answer({ day: { type: 'string', format: 'date' }, count: whole }))
      }
    }
  },
  {
    ...report,
    path: '/api/v1/reports/volume',
    id: 'getVolume',
    summary:
      'Tickets created, resolved, reopened and closed from a time (inclusive) to another (exclusive), and what was left; as it was recorded by `as_of`.',
    query,
    answer: 'VolumeReport'
  }
]

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
  })
}

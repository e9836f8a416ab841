import { attainmentGroups, attainmentNumbers } from '#application'
import { metrics, priorities } from '#domain'
import { assignees, oneOf, position, revision, several, slugs, tagsAsked, time } from './schema-parts.js'
import type { Operation } from './types.js'

const attainmentQuery = {
  from: time,
  to: time,
  queue: slugs,
  priority: several(priorities),
  tag: tagsAsked,
  agent: assignees,
  group_by: oneOf(attainmentGroups)
}

export const slaOperations: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/v1/calendars/{id}/holiday-imports',
    id: 'importHolidays',
    tag: 'sla',
    scopes: ['settings:write'],
    summary: 'Adds the days off that an iCalendar file names, from this year to the fifth after it.',
    body: 'ICalendar',
    bodyType: 'text/calendar',
    status: 200,
    answer: 'HolidaysImported',
    headers: ['ETag', 'X-Position'],
    ifMatch: true,
    problems: [404, 412]
  },
  {
    method: 'post',
    path: '/api/v1/calendar-evaluations',
    id: 'evaluateCalendar',
    tag: 'sla',
    scopes: ['settings:read'],
    summary:
      'Tries a calendar, saved or draft: when a span is used up, and how much is open between two times.',
    body: 'CalendarEvaluation',
    status: 200,
    answer: 'CalendarEvaluated'
  },
  {
    method: 'get',
    path: '/api/v1/tickets/{id}/sla',
    id: 'getTicketSla',
    tag: 'sla',
    scopes: ['tickets:read'],
    summary: 'The clocks of a ticket, now or as they were known at a time.',
    query: { as_of: time, as_of_revision: revision, min_position: position },
    status: 200,
    answer: 'TicketSla',
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/tickets/{id}/sla/explanation',
    id: 'explainTicketSla',
    tag: 'sla',
    scopes: ['tickets:read'],
    summary: 'Each clock step by step: from which event on, for how long, why, and how much counted.',
    query: { as_of: time, as_of_revision: revision, min_position: position },
    status: 200,
    answer: 'SlaExplanation',
    problems: [404]
  },
  {
    method: 'get',
    path: '/api/v1/sla/attainment',
    id: 'getSlaAttainment',
    tag: 'sla',
    scopes: ['reports:read'],
    summary:
      'Met, breached and how long it took, per metric, from a time (inclusive) to another (exclusive).',
    needs: ['from', 'to'],
    query: {
      ...attainmentQuery,
      min_position: position
    },
    status: 200,
    answer: 'SlaAttainment'
  },
  {
    method: 'get',
    path: '/api/v1/sla/attainment/tickets',
    id: 'listRowsOfSlaAttainment',
    tag: 'sla',
    scopes: ['reports:read'],
    summary:
      'What a number of it is made of: as many rows as it says, of one group with `key` (empty: `null`), else of all. `value_s` is what was used in time, of what went over the target with its grace. With `Accept: text/csv` all of them as CSV.',
    needs: ['from', 'to', 'metric', 'of'],
    query: {
      ...attainmentQuery,
      metric: oneOf(metrics),
      of: oneOf(attainmentNumbers),
      key: { type: 'string', maxLength: 200 }
    },
    status: 200,
    answer: { listOf: 'ReportRow' }
  },
  {
    method: 'post',
    path: '/api/v1/sla/simulations',
    id: 'simulateSla',
    tag: 'sla',
    scopes: ['settings:read', 'tickets:read'],
    summary: 'What a draft of a policy or calendar would have changed for the tickets opened in a period.',
    body: 'SlaSimulation',
    status: 200,
    answer: 'SlaSimulated',
    headers: ['X-Projection-Position']
  },
  {
    method: 'post',
    path: '/api/v1/sla/recomputations',
    id: 'recomputeSla',
    tag: 'sla',
    scopes: ['settings:write'],
    summary:
      'Applies the version in force of a calendar or policy to open tickets. Without dry_run: false it only shows, page by page with 200, what would change.',
    body: 'SlaRecomputing',
    status: 202,
    also: { 200: 'SlaRecomputationPreview' },
    answer: 'SlaRecomputation',
    headers: ['Location', 'X-Position'],
    problems: [404, 409]
  },
  {
    method: 'get',
    path: '/api/v1/sla/recomputations/{id}',
    id: 'getSlaRecomputation',
    tag: 'sla',
    scopes: ['settings:read'],
    summary: 'How far a recomputation is.',
    query: { min_position: position },
    status: 200,
    answer: 'SlaRecomputation',
    problems: [404]
  }
]

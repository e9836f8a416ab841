import { attainmentGroups } from '#application'
import { position, revision, time } from './schema-parts.js'
import type { Operation } from './types.js'

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
      from: time,
      to: time,
      group_by: { type: 'string', enum: attainmentGroups },
      min_position: position
    },
    status: 200,
    answer: 'SlaAttainment'
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

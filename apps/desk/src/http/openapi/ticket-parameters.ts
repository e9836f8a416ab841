import { priorities, slaWanted, ticketSorts, ticketStatuses } from '#domain'
import { assignees, codes, customers, several, slugs, tagsAsked, teams, time } from './schema-parts.js'
import type { Schema } from './types.js'

/** Of every list of tickets. */
export const ticketFilters: { readonly [name: string]: Schema } = {
  status: several(ticketStatuses),
  queue: slugs,
  assignee: assignees,
  priority: several(priorities),
  code: codes,
  tag: tagsAsked,
  team: teams,
  customer: customers,
  sla: several(slaWanted),
  due_within_s: {
    type: 'integer',
    minimum: 0,
    maximum: 315_360_000,
    description: 'A clock is breached so soon, unless somebody acts; none is breached yet.'
  },
  escalated: { type: 'string', enum: ['true', 'false'] },
  created_after: time,
  created_before: time,
  updated_after: {
    ...time,
    description: 'In the order of `updated_at` only. To follow every change there is `/events`.'
  },
  as_of: { ...time, description: 'Everything as it was recorded at or before this time.' },
  sort: { type: 'string', enum: ticketSorts }
}
const { queue: _, ...ofQueue } = ticketFilters
const { customer: __, ...ofCustomer } = ticketFilters

export { ofCustomer, ofQueue }

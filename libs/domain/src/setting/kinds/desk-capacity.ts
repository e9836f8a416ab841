import type { JsonObject } from '#kernel'
import type { TicketStatus } from '../../ticket-words.js'
import { count, listAmong, orNull, standard } from '../fields.js'
import { settingKind } from '../spec.js'

/** In which somebody can have a ticket that is not over. */
const countable: readonly TicketStatus[] = ['assigned', 'in_progress', 'waiting_on_customer', 'on_hold']
const counted: readonly TicketStatus[] = ['assigned', 'in_progress']

export const deskCapacityKind = settingKind({
  kind: 'desk',
  only: 'capacity',
  path: 'desk/capacity',
  what: 'how much agents can carry',
  name: 'Capacity',
  example: { limit: 10, counts: ['assigned', 'in_progress'] },
  fields: {
    limit: standard(orNull(count(0, 10_000)), null),
    counts: standard(listAmong(countable), [...counted])
  }
})

export interface CapacitySettings {
  /** Of agents who have none of their own; null: as many as come. 0: nothing by request. */
  readonly limit: number | null
  /** In which of its states a ticket counts. */
  readonly counts: readonly TicketStatus[]
}

/** Reads a body that was checked when it was published; what is missing has its default. */
export function capacitySettings({ limit, counts }: JsonObject): CapacitySettings {
  return {
    limit: typeof limit === 'number' ? limit : null,
    counts: Array.isArray(counts) ? countable.filter(status => counts.includes(status)) : counted
  }
}

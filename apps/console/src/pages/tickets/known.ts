export const statuses = [
  'open',
  'assigned',
  'in_progress',
  'waiting_on_customer',
  'on_hold',
  'resolved',
  'closed'
] as const
export const priorities = ['low', 'normal', 'high', 'urgent'] as const
/** What is neither resolved nor closed. */
export const active = statuses.slice(0, 5).join(',')
/** What waits for the team. */
export const forTeam = statuses.slice(0, 3).join(',')

/** Filters, order and search of a list of tickets, as an address says them. */
export type Filters = { readonly [name: string]: string }

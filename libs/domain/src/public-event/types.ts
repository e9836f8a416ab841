import type { Scope } from '../api-key/index.js'

/** What the feed and webhooks tell of, in the order of docs/integrations.md. Names are never renamed. */
export const publicTypes = [
  'ticket.created',
  'ticket.status_changed',
  'ticket.assigned',
  'ticket.unassigned',
  'ticket.transferred',
  'ticket.priority_changed',
  'ticket.tags_changed',
  'ticket.fields_changed',
  'ticket.title_changed',
  'ticket.message_added',
  'ticket.message_edited',
  'ticket.resolved',
  'ticket.reopened',
  'ticket.closed',
  'ticket.escalated',
  'ticket.rated',
  'sla.warned',
  'sla.breached',
  'sla.breach_retracted',
  'template.applied',
  'form.finished',
  'article.linked',
  'customer.blocked',
  'customer.unblocked',
  'customer.forgotten',
  'agent.availability_changed',
  'setting.published',
  'setting.retired',
  'rule.fired',
  'desk.alert'
] as const
export type PublicType = (typeof publicTypes)[number]

const groups = [...new Set(publicTypes.map(type => `${type.split('.')[0]}.*`))]

/** What somebody may ask for: a type, or all that begin alike, e.g. `ticket.*`. */
export const publicTypePatterns: readonly string[] = [...publicTypes, ...groups]

export const isWanted = (type: string, patterns: readonly string[]): boolean =>
  patterns.includes(type) || patterns.includes(`${type.split('.')[0]}.*`)

/** What it takes to be told, beside `tickets:read`. */
export function scopeFor(type: string): Scope | undefined {
  if (type.startsWith('agent.')) return 'agents:read'
  if (type.startsWith('setting.')) return 'settings:read'
  return type.startsWith('desk.') ? 'admin' : undefined
}

/** Whether it took `tickets:read`, or all there is, to ask for these. */
export const areOfTickets = (patterns: readonly string[]): boolean =>
  patterns.some(type => [undefined, 'admin'].includes(scopeFor(type)))

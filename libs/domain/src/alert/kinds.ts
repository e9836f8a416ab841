/** What operators must know, by kind. When each holds: libs/processes/src/alerts/kinds.ts; its words: words/alerts.ts. */
export const alertKindNames = [
  'store_away',
  'process_failing',
  'process_stuck',
  'process_missing',
  'parked',
  'view_failing',
  'view_behind',
  'telegram_away',
  'sending_refused',
  'updates_blocked',
  'webhook_errors',
  'updates_pending',
  'updates_lost',
  'deliveries_pending',
  'deliveries_waiting',
  'delivery_refused',
  'leads_refused',
  'webhooks_faulty',
  'calls_failing',
  'rights_missing',
  'no_staff_group',
  'audit_stopped'
] as const
export type AlertKindName = (typeof alertKindNames)[number]

/** `parked.intake`: the kind, and of what where there may be several. */
export const alertName = (kind: AlertKindName, subject: string | undefined): string =>
  subject === undefined ? kind : `${kind}.${subject}`

/** Undefined for the name of a kind that this version does not know. */
export const kindOfAlert = (name: string): AlertKindName | undefined =>
  alertKindNames.find(kind => name === kind || name.startsWith(`${kind}.`))

/** What rules speak of. The words are the storage format: they grow, they are never renamed. */
export const triggers = [
  'ticket_opened',
  'customer_message',
  'agent_reply',
  'status_changed',
  'priority_changed',
  'queue_changed',
  'tags_changed',
  'fields_changed',
  'assigned',
  'unassigned',
  'sla_warned',
  'sla_breached',
  'rated',
  'escalated',
  'acknowledged',
  'form_finished',
  'command'
] as const
export type Trigger = (typeof triggers)[number]

export const operators = [
  'is',
  'is_not',
  'in',
  'not_in',
  'has_any',
  'has_all',
  'has_none',
  'matches',
  'at_least',
  'at_most'
] as const
export type Operator = (typeof operators)[number]

/** So often a rule acts on one ticket: once; once for each clock or resolution that caused it; each time. */
export const onceWays = ['ticket', 'instance', 'event'] as const
export type Once = (typeof onceWays)[number]

/** What is seen in a text. The words are the storage format: they grow, they are never renamed. */
export const textSignals = [
  'repeated_contact',
  'waiting_time',
  'threats',
  'insults',
  'capitals',
  'angry_emoji',
  'asks_for_person'
] as const
export type TextSignal = (typeof textSignals)[number]

/** What may be heard in what a customer writes and does. */
export const signalNames = [...textSignals, 'low_rating'] as const
export type SignalName = (typeof signalNames)[number]

/** `words`: texts that people write; `word`: one of several; `set`: several of them; `field`: of a ticket, by its own type. */
export type FieldClass = 'words' | 'word' | 'set' | 'number' | 'flag' | 'field'

const classes: { readonly [field: string]: FieldClass } = {
  text: 'words',
  title: 'words',
  queue_id: 'word',
  priority: 'word',
  status: 'word',
  tags: 'set',
  language: 'word',
  bot: 'word',
  source: 'word',
  'customer.tier': 'word',
  'customer.tags': 'set',
  previous_tickets: 'number',
  reopened_times: 'number',
  customer_messages: 'number',
  assigned: 'flag',
  team_id: 'word',
  escalation_level: 'number',
  'sla.metric': 'word',
  'sla.reason': 'word',
  signal_score: 'number',
  score: 'number',
  'status.from': 'word',
  'status.to': 'word'
}

/** What a condition can look at, `field.<id>` and `calendar.<id>` aside. */
export const conditionFields: readonly string[] = Object.keys(classes)

/** `<id>` of `field.<id>`; undefined: it is none. */
export const idAfter = (prefix: 'field' | 'calendar', field: string): string | undefined =>
  field.startsWith(`${prefix}.`) ? field.slice(prefix.length + 1) : undefined

/** Undefined: there is no such field. */
export function classOf(field: string): FieldClass | undefined {
  if (Object.hasOwn(classes, field)) return classes[field]
  if (idAfter('field', field)) return 'field'
  return idAfter('calendar', field) ? 'word' : undefined
}

const lists: readonly Operator[] = ['has_any', 'has_all', 'has_none']
const choices: readonly Operator[] = ['is', 'is_not', 'in', 'not_in']
const bounds: readonly Operator[] = ['at_least', 'at_most']

export const operatorsOf: { readonly [Class in FieldClass]: readonly Operator[] } = {
  words: [...lists, 'matches'],
  word: choices,
  set: lists,
  number: [...choices, ...bounds],
  flag: ['is', 'is_not'],
  field: operators
}

import type { Json } from './schema.js'

/** How a condition's value is written: true or false, one a line, a number, a text. */
export type Writing = 'flag' | 'lines' | 'number' | 'text'

const lists = ['in', 'not_in', 'has_any', 'has_all', 'has_none']
const numbers = [
  'previous_tickets',
  'reopened_times',
  'customer_messages',
  'escalation_level',
  'signal_score',
  'score'
]
const isNumber = (field: string, op: string): boolean =>
  numbers.includes(field) || op === 'at_least' || op === 'at_most'

export function writingOf(field: string, op: string): Writing {
  if (lists.includes(op)) return 'lines'
  if (field === 'assigned') return 'flag'
  return isNumber(field, op) ? 'number' : 'text'
}

/** What is typed as what it is; what is no number stays as typed, for the desk to say so. */
const asNumber = (text: string): Json => (/^-?\d+$/.test(text) ? Number(text) : text)

/** A value as another operator takes it: of a list the first, of one a list of it. */
export function valueFor(field: string, op: string, value: Json | undefined): Json {
  const all: readonly Json[] =
    value === undefined || value === null || value === '' ? [] : Array.isArray(value) ? value : [value]
  const read = (one: Json) => (isNumber(field, op) ? asNumber(String(one)) : String(one))
  switch (writingOf(field, op)) {
    case 'lines':
      return all.map(read)
    case 'flag':
      return all[0] === true
    default:
      return read(all[0] ?? '')
  }
}

import { isJsonObject, type JsonObject } from '#kernel'
import {
  type FieldProblem,
  flag,
  list,
  object,
  oneOf,
  optional,
  problem,
  required,
  slug,
  standard,
  text
} from '../fields.js'
import { settingKind } from '../spec.js'

export const ticketFieldTypes = [
  'text',
  'number',
  'date',
  'select',
  'multi_select',
  'file',
  'contact',
  'location',
  'yes_no'
] as const
export type TicketFieldType = (typeof ticketFieldTypes)[number]

const hasOptions = (type: unknown): boolean => type === 'select' || type === 'multi_select'
const maxOptions = 200

export const ticketFieldKind = settingKind({
  kind: 'ticket_field',
  path: 'ticket-fields',
  what: 'a ticket field',
  name: 'TicketField',
  example: {
    name: 'Plan',
    type: 'select',
    decides: true,
    options: [
      { id: 'free', label: { en: 'Free', ru: 'Бесплатный' } },
      { id: 'pro', label: { en: 'Pro' } }
    ]
  },
  fields: {
    name: required(text(1, 100)),
    type: required(oneOf(ticketFieldTypes)),
    decides: standard(flag, false),
    options: standard(
      list(
        object({
          id: required(slug),
          label: required(object({ en: optional(text(1, 100)), ru: optional(text(1, 100)) }, labelled))
        }),
        { max: maxOptions, of: 'options' },
        eachOnce
      ),
      []
    )
  },
  further({ type, decides, options = [] }) {
    const count = Array.isArray(options) ? options.length : 0
    return [
      ...(hasOptions(type) && count === 0
        ? [problem('/options', 'required', 'must have at least one option')]
        : []),
      ...(!hasOptions(type) && count > 0
        ? [problem('/options', 'invalid', 'are for select and multi_select only')]
        : []),
      ...(decides === true && !hasOptions(type) && type !== 'yes_no'
        ? [problem('/decides', 'invalid', 'is for select, multi_select and yes_no only')]
        : [])
    ]
  }
})

function labelled(label: JsonObject, at: string): FieldProblem[] {
  return Object.keys(label).length > 0 ? [] : [problem(at, 'required', 'must have en or ru')]
}

function eachOnce(options: readonly unknown[], at: string): FieldProblem[] {
  const ids = options.map(option => (isJsonObject(option) ? option['id'] : undefined))
  return ids.flatMap((id, index) =>
    ids.indexOf(id) < index ? [problem(`${at}/${index}/id`, 'repeated', 'is the id of another option')] : []
  )
}

export interface TicketField {
  readonly id: string
  readonly type: TicketFieldType
  /** Its option ids stand in events, where rules can look at them. */
  readonly decides: boolean
  readonly options: readonly string[]
}

/** Reads a body that was checked when it was published. */
export function ticketFieldOf(id: string, { type, decides, options }: JsonObject): TicketField {
  const ids = (Array.isArray(options) ? options : []).map(option =>
    isJsonObject(option) ? String(option['id']) : ''
  )
  return {
    id,
    type: ticketFieldTypes.find(one => one === type) ?? 'text',
    decides: decides === true,
    options: ids
  }
}

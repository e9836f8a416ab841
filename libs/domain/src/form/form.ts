import type { TicketFieldType } from '../setting/kinds/ticket-field.js'

export type Texts = { readonly [language: string]: string }

/** On which answers to an earlier question another one is asked. */
export interface FormCondition {
  /** A select, a multi_select or a yes_no that decides and is asked before. */
  readonly field: string
  readonly op: (typeof formOps)[number]
  /** Ids of options; `yes` and `no` of a yes_no. */
  readonly value: readonly string[]
}

export const formOps = ['is', 'is_not', 'in', 'not_in', 'has_any', 'has_all', 'has_none'] as const

/** A question as it is asked, with what its ticket field was when the form began. */
export interface FormField {
  readonly field: string
  readonly type: TicketFieldType
  readonly label: Texts
  readonly help: Texts
  readonly required: boolean
  /** Must match the whole answer. */
  readonly pattern: string | null
  readonly options: readonly { readonly id: string; readonly label: Texts }[]
  /** The ids of its options may stand in the log in the clear. Undefined: of a run that began before this was written. */
  readonly decides?: boolean
  readonly if: FormCondition | null
}

/** Whether it is asked, where `chosen` are the options of that earlier answer: none where there was no answer. */
export function holds({ op, value }: FormCondition, chosen: readonly string[]): boolean {
  const any = value.some(one => chosen.includes(one))
  switch (op) {
    case 'is':
    case 'in':
    case 'has_any':
      return any
    case 'is_not':
    case 'not_in':
    case 'has_none':
      return !any
    case 'has_all':
      return value.every(one => chosen.includes(one))
  }
}

/** What is answered by buttons alone. */
export const isPressed = ({ type }: FormField): boolean =>
  type === 'select' || type === 'multi_select' || type === 'yes_no'

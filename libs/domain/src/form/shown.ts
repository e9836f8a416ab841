import type { FieldValue } from '../setting/field-value.js'
import { languageOf } from '../template/languages.js'
import type { FormField, Texts } from './form.js'

export interface ShownWords {
  readonly yes: Texts
  readonly no: Texts
}

export const textIn = (texts: Texts, language: string | null): string =>
  texts[languageOf(Object.keys(texts), language)] ?? ''

/** The label of an option, in the customer's language. */
export const optionIn = ({ options }: FormField, id: string, language: string | null): string =>
  textIn(options.find(option => option.id === id)?.label ?? {}, language) || id

/** An answer as people read it. */
export function shownAnswer(
  question: FormField,
  value: FieldValue,
  language: string | null,
  { yes, no }: ShownWords
): string {
  if (typeof value === 'boolean') return textIn(value ? yes : no, language)
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return question.type === 'file' ? '📎' : optionIn(question, value, language)
  if ('phone_number' in value) {
    const { first_name, last_name, phone_number } = value
    return [[first_name, last_name].filter(Boolean).join(' '), phone_number].filter(Boolean).join(', ')
  }
  if ('latitude' in value) return `${value.latitude}, ${value.longitude}`
  return value.map(id => optionIn(question, id, language)).join(', ')
}

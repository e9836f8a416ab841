import type { Json } from '#kernel'
import { type FieldValue, readFieldValue } from '../setting/field-value.js'
import type { FormField } from './form.js'

/** What a customer sent, as far as an answer can be read from it. */
export interface Sent {
  readonly text: string | null
  readonly contact: {
    readonly phone_number: string
    readonly first_name: string | null
    readonly last_name: string | null
    /** It is the sender's own. */
    readonly own: boolean
  } | null
  readonly location: { readonly latitude: number; readonly longitude: number } | null
  /** The text id of the message, where it has a file. */
  readonly file: string | null
}

export type ReadAnswer =
  | { readonly kind: 'value'; readonly value: FieldValue; readonly chosen: readonly string[] | null }
  | { readonly kind: 'wrong'; readonly rule: 'type' | 'contact_of_another' }
  /** It answers something else, or nothing: a photo where a word was asked for. */
  | { readonly kind: 'none' }

const none: ReadAnswer = { kind: 'none' }

/** An answer as it was written, before its pattern is looked at. Pure. */
export function readAnswer(question: FormField, sent: Sent): ReadAnswer {
  const { contact, location, file } = sent
  const text = sent.text?.trim() ?? ''
  switch (question.type) {
    case 'contact':
      if (contact)
        return contact.own ? checked(question, named(contact)) : { kind: 'wrong', rule: 'contact_of_another' }
      return text === '' ? none : checked(question, phoneIn(text))
    case 'location':
      return location ? checked(question, { ...location }) : none
    case 'file':
      return file === null ? none : checked(question, file)
    case 'select':
    case 'multi_select':
    case 'yes_no':
      return text === '' ? none : pickedIn(question, text)
    case 'number':
      return text === '' ? none : checked(question, numberIn(text))
    case 'date':
      return text === '' ? none : checked(question, dateIn(text))
    case 'text':
      return text === '' ? none : checked(question, text)
  }
}

const named = ({ phone_number, first_name, last_name }: NonNullable<Sent['contact']>): Json => ({
  phone_number,
  first_name,
  last_name
})

function checked({ field, type, options }: FormField, given: Json): ReadAnswer {
  const declared = { id: field, type, decides: true, options: options.map(({ id }) => id) }
  const read = readFieldValue(declared, given, '')
  if (Array.isArray(read)) return { kind: 'wrong', rule: 'type' }
  const isChoice = type === 'select' || type === 'multi_select' || type === 'yes_no'
  return { kind: 'value', value: read.value, chosen: isChoice ? read.chosen : null }
}

/** By options, in the words of any language; `yes` and `no` of a yes_no. */
export const pickOptions = (question: FormField, chosen: readonly string[]): ReadAnswer => {
  if (question.type === 'multi_select') return checked(question, chosen)
  const [one = ''] = chosen
  return checked(question, question.type === 'yes_no' ? one === 'yes' : one)
}

const yes = ['yes', 'y', 'да']
const no = ['no', 'n', 'нет']

/** Somebody may write what stands on a button. What is none of that is a message. */
function pickedIn(question: FormField, text: string): ReadAnswer {
  const said = text.toLowerCase()
  if (question.type === 'yes_no') {
    if (yes.includes(said)) return pickOptions(question, ['yes'])
    return no.includes(said) ? pickOptions(question, ['no']) : none
  }
  const option = question.options.find(({ label }) =>
    Object.values(label).some(one => one.trim().toLowerCase() === said)
  )
  return option ? pickOptions(question, [option.id]) : none
}

function numberIn(text: string): Json {
  const plain = text.replaceAll(/[\s ]/g, '').replace(',', '.')
  return /^[+-]?\d{1,16}(\.\d{1,9})?$/.test(plain) ? Number(plain) : text
}

/** `2026-11-30`, `30.11.2026`, `30/11/2026`. */
function dateIn(text: string): Json {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(text) ?? []
  return year === '' ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

function phoneIn(text: string): Json {
  const digits = text.replaceAll(/[\s().-]/g, '')
  return /^\+?\d{5,20}$/.test(digits) ? { phone_number: digits, first_name: null, last_name: null } : text
}

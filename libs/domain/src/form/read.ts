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
  | { readonly kind: 'wrong'; readonly rule: 'type' | 'number' | 'contact_of_another' }
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
      return location ? checked(question, { ...location }) : anyText(text)
    case 'file':
      return file === null ? anyText(text) : checked(question, file)
    case 'select':
    case 'multi_select':
    case 'yes_no':
      return text === '' ? none : pickedIn(question, text)
    case 'number':
      return text === '' ? none : askedNumber(question, text.replace('−', '-'))
    case 'date':
      return text === '' ? none : checked(question, dateIn(text))
    case 'text':
      return text === '' ? none : checked(question, text)
  }
}

/** Who answers in words what is no matter of words is asked again, and not for ever. */
const anyText = (text: string): ReadAnswer => (text === '' ? none : { kind: 'wrong', rule: 'type' })

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

const askedNumber = (question: FormField, text: string): ReadAnswer =>
  isAmbiguous(text) ? { kind: 'wrong', rule: 'number' } : checked(question, numberIn(text))

/** `1,000`, `1.000`: a thousand to some and one to others. */
const isAmbiguous = (text: string): boolean => /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(text)

/** What groups thousands, always before three digits; the other sign then begins the decimals. */
const grouped = [
  { by: /[\s'’]/g, number: /^[+-]?[1-9]\d{0,2}(?:[\s'’]\d{3})+(?:[.,]\d{1,9})?$/ },
  { by: /,/g, number: /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,9})?$/ },
  { by: /\./g, number: /^[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d{1,9})?$/ }
]

function numberIn(written: string): Json {
  const groups = grouped.find(({ number }) => number.test(written))
  const plain = (groups ? written.replaceAll(groups.by, '') : written).replace(',', '.')
  return /^[+-]?\d{1,16}(\.\d{1,9})?$/.test(plain) ? Number(plain) : written
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

import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { type FormCondition, type FormField, formOps, type Texts } from '../../form/form.js'
import {
  type Field,
  type FieldProblem,
  flag,
  list,
  object,
  oneOf,
  orNull,
  problem,
  required,
  seconds,
  slug,
  standard,
  text
} from '../fields.js'
import { type BodyOf, settingKind } from '../spec.js'
import { byLanguage, byLanguageOrNone, textsIn } from '../text-fields.js'
import { ticketFieldTypes } from './ticket-field.js'

const longestPattern = 200
const maxFields = 30
/** Each is a button; Telegram takes a hundred. */
const maxOptions = 90
const choices = ['select', 'multi_select', 'yes_no']

const isChoice = (value: unknown): boolean =>
  typeof value === 'boolean' || (typeof value === 'string' && value.length >= 1 && value.length <= 64)

/** An option's id, true or false, or a list of ids. */
const chosen: Field = {
  schema: {
    anyOf: [
      { type: 'boolean' },
      { type: 'string', minLength: 1, maxLength: 64 },
      { type: 'array', items: { type: 'string', minLength: 1, maxLength: 64 }, maxItems: maxOptions }
    ]
  },
  check: (value, at) =>
    isChoice(value) || (Array.isArray(value) && value.length <= maxOptions && value.every(isChoice))
      ? []
      : [problem(at, 'invalid', 'must be the id of an option, a list of ids, or true or false')]
}

export const formKind = settingKind({
  kind: 'form',
  path: 'forms',
  what: 'a form',
  name: 'Form',
  example: {
    name: 'New request',
    fields: [
      {
        field: 'order',
        label: { en: 'Order number?', ru: 'Номер заказа?' },
        required: true,
        pattern: '[0-9]{4,8}',
        help: { en: 'It is in the mail we sent, for example 12345.' }
      }
    ],
    timeout_s: 1800,
    finish_text: { en: 'Thank you.' }
  },
  fields: {
    name: required(text(1, 100)),
    fields: required(
      list(
        object({
          field: required(slug),
          label: required(byLanguage(1000)),
          required: standard(flag, false),
          pattern: standard(orNull(text(1, longestPattern)), null),
          help: standard(byLanguageOrNone(1000), {}),
          if: standard(
            orNull(
              object({ field: required(slug), op: standard(oneOf(formOps), 'is'), value: required(chosen) })
            ),
            null
          )
        }),
        { min: 1, max: maxFields, of: 'questions' },
        inOrder
      )
    ),
    timeout_s: standard(seconds(1, 30 * 86_400), 1800),
    finish_text: standard(byLanguageOrNone(4096), {})
  },
  refersTo: body =>
    questionsIn(body).map(({ field }, index) => ({
      kind: 'ticket_field',
      id: String(field),
      pointer: `/fields/${index}/field`
    })),
  against: (body, bodyOf) =>
    questionsIn(body).flatMap((question, index) => wrongOf(question, bodyOf, `/fields/${index}`))
})

const questionsIn = ({ fields }: JsonObject): readonly JsonObject[] =>
  Array.isArray(fields) ? fields.filter(isJsonObject) : []

/** Each field is asked for once, and only what was asked before decides. */
function inOrder(questions: readonly Json[], at: string): FieldProblem[] {
  const asked = questions.map(question => (isJsonObject(question) ? question['field'] : undefined))
  return questions.flatMap((question, index) => {
    if (!isJsonObject(question)) return []
    const again = asked.indexOf(asked[index]) < index
    const condition = question['if']
    const before = isJsonObject(condition) && asked.slice(0, index).includes(condition['field'])
    return [
      ...(again ? [problem(`${at}/${index}/field`, 'repeated', 'is asked for before')] : []),
      ...(isJsonObject(condition) && !before
        ? [problem(`${at}/${index}/if/field`, 'unknown', 'is no field that is asked for before this one')]
        : [])
    ]
  })
}

const decides = (field: JsonObject | undefined): boolean => field?.['decides'] === true

const optionsOf = (field: JsonObject | undefined): readonly string[] =>
  field?.['type'] === 'yes_no'
    ? ['yes', 'no']
    : (Array.isArray(field?.['options']) ? field['options'] : []).map(option =>
        isJsonObject(option) ? String(option['id']) : ''
      )

function wrongOf(question: JsonObject, bodyOf: BodyOf, at: string): FieldProblem[] {
  const field = bodyOf({ kind: 'ticket_field', id: String(question['field']) })
  const type = String(field?.['type'])
  const condition = question['if']
  return [
    ...(question['pattern'] !== null && type !== 'text'
      ? [problem(`${at}/pattern`, 'invalid', `is for fields of the type text only: this is a ${type}`)]
      : []),
    ...(optionsOf(field).length > maxOptions
      ? [
          problem(
            `${at}/field`,
            'too_many',
            `has more than ${maxOptions} options: they can't be asked by buttons`
          )
        ]
      : []),
    ...(isJsonObject(condition) ? wrongCondition(condition, bodyOf, `${at}/if`) : [])
  ]
}

function wrongCondition({ field: id, value }: JsonObject, bodyOf: BodyOf, at: string): FieldProblem[] {
  const field = bodyOf({ kind: 'ticket_field', id: String(id) })
  if (!choices.includes(String(field?.['type'])))
    return [problem(`${at}/field`, 'invalid', `must be one of the types ${choices.join(', ')}`)]
  if (!decides(field)) return [problem(`${at}/field`, 'invalid', 'must be a field that decides')]
  const options = optionsOf(field)
  const strange = chosenOf(value).filter(one => !options.includes(one))
  return strange.map(one => problem(`${at}/value`, 'unknown', `${one} is no option of ${String(id)}`))
}

const chosenOf = (value: Json | undefined): readonly string[] =>
  [value].flat().map(one => (typeof one === 'boolean' ? (one ? 'yes' : 'no') : String(one)))

export interface FormDocument {
  readonly fields: readonly FormField[]
  readonly timeoutS: number
  readonly finishText: Texts
}

/** A form with its fields as they stand; undefined: one of them is not in force. */
export function formOf(
  body: JsonObject,
  fieldOf: (id: string) => JsonObject | undefined
): FormDocument | undefined {
  const { timeout_s, finish_text } = body
  const fields = questionsIn(body).map(question => questionOf(question, fieldOf))
  if (!fields.every(field => field !== undefined)) return undefined
  return {
    fields,
    timeoutS: typeof timeout_s === 'number' ? timeout_s : 1800,
    finishText: textsIn(finish_text)
  }
}

function questionOf(
  question: JsonObject,
  fieldOf: (id: string) => JsonObject | undefined
): FormField | undefined {
  const declared = fieldOf(String(question['field']))
  if (!declared) return undefined
  const { field, label, help, pattern, if: condition } = question
  const options = Array.isArray(declared['options']) ? declared['options'] : []
  return {
    field: String(field),
    type: ticketFieldTypes.find(one => one === declared['type']) ?? 'text',
    label: textsIn(label),
    help: textsIn(help),
    required: question['required'] === true,
    pattern: typeof pattern === 'string' ? pattern : null,
    options: options.flatMap(option =>
      isJsonObject(option) ? [{ id: String(option['id']), label: textsIn(option['label']) }] : []
    ),
    decides: decides(declared),
    // What was chosen of a field that decides no more can't be looked at: then everybody is asked.
    if:
      isJsonObject(condition) && decides(fieldOf(String(condition['field']))) ? conditionOf(condition) : null
  }
}

const conditionOf = ({ field, op, value }: JsonObject): FormCondition => ({
  field: String(field),
  op: formOps.find(one => one === op) ?? 'is',
  value: chosenOf(value)
})

/** Where a form has patterns: whether they can be matched is looked at beside the domain. */
export const patternsInForm = (
  body: JsonObject
): readonly { readonly pattern: string; readonly pointer: string }[] =>
  questionsIn(body).flatMap(({ pattern }, index) =>
    typeof pattern === 'string' ? [{ pattern, pointer: `/fields/${index}/pattern` }] : []
  )

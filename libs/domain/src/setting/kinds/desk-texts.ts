import type { JsonObject } from '#kernel'
import { languages } from '../../languages.js'
import { readTemplate, type TemplateFormat } from '../../template/index.js'
import { type FieldProblem, type Member, type Members, orNull, problem, standard } from '../fields.js'
import { settingKind } from '../spec.js'
import { byLanguage, textsIn } from '../text-fields.js'

/**
 * Everything that the desk itself says to customers: where it stands, and what is known there. The words are in
 * processes/words. `menu`: what Telegram offers at `/` in the private chat.
 */
export const customerTexts = {
  greeting: ['message', 'customer'],
  opened: ['message', 'ticket'],
  resolved: ['message', 'ticket'],
  form_finished: ['message', 'ticket'],
  form_over: ['message', 'ticket'],
  form_to_person: ['message', 'ticket'],
  form_timed_out: ['message', 'ticket'],
  form_wrong_type: ['message', 'ticket'],
  form_wrong_number: ['message', 'ticket'],
  form_wrong_pattern: ['message', 'ticket'],
  form_wrong_contact: ['message', 'ticket'],
  form_back: ['button', 'ticket'],
  form_skip: ['button', 'ticket'],
  form_done: ['button', 'ticket'],
  form_person: ['button', 'ticket'],
  form_old_button: ['toast', 'desk'],
  rating: ['message', 'ticket'],
  rating_thanks: ['message', 'ticket'],
  rating_comment: ['message', 'ticket'],
  rating_noted: ['toast', 'desk'],
  rating_too_late: ['toast', 'desk'],
  article_question: ['message', 'ticket'],
  article_yes: ['button', 'ticket'],
  article_no: ['button', 'ticket'],
  article_thanks: ['toast', 'desk'],
  article_sorry: ['toast', 'desk'],
  unknown_button: ['toast', 'desk'],
  still_need_help: ['button', 'ticket'],
  help_noted: ['toast', 'desk'],
  tickets_open: ['message', 'ticket'],
  tickets_resolved: ['message', 'ticket'],
  tickets_none: ['message', 'desk'],
  tickets_add: ['button', 'desk'],
  tickets_close: ['button', 'desk'],
  tickets_not_solved: ['button', 'desk'],
  tickets_write: ['toast', 'desk'],
  tickets_closed: ['toast', 'desk'],
  tickets_reopened: ['toast', 'desk'],
  tickets: ['menu', 'desk'],
  start: ['menu', 'desk']
} as const satisfies { readonly [name: string]: readonly [TextPlace, TextAbout] }

export type CustomerText = keyof typeof customerTexts
export type TextPlace = 'message' | 'button' | 'toast' | 'menu'
/** `ticket`: of it, its customer and the desk; `customer`: of them and the desk; `desk`: of nobody, for it is said to all alike. */
export type TextAbout = 'ticket' | 'customer' | 'desk'

/** Of a toast Telegram shows 200 characters, of what is in its menu 256. */
const limits: { readonly [place in TextPlace]: number } = { message: 4096, button: 64, toast: 200, menu: 256 }

export const customerTextNames = Object.keys(customerTexts).filter(isCustomerText)

export function isCustomerText(name: string): name is CustomerText {
  return Object.hasOwn(customerTexts, name)
}

export const customerTextPlace = (name: CustomerText): TextPlace => customerTexts[name][0]

/** Whether something can be known for this variable where the text is said. */
export function isKnownIn(name: CustomerText, variable: string): boolean {
  const about = customerTexts[name][1]
  if (variable === 'desk.name') return true
  // None is who says it.
  if (about === 'desk' || variable === 'agent.name') return false
  return about === 'ticket' || variable.startsWith('customer.')
}

/** Only messages can be formatted. */
export const customerTextFormat = (name: CustomerText): TemplateFormat =>
  customerTextPlace(name) === 'message' ? 'html' : 'plain'

/** In UTF-16 units: Telegram shows no more of it, or refuses it. */
export const customerTextLimit = (name: CustomerText): number => limits[customerTextPlace(name)]

const fields: Members = Object.fromEntries(
  customerTextNames.map((name): [string, Member] => [
    name,
    standard(orNull(byLanguage(customerTextLimit(name))), null)
  ])
)

export const deskTextsKind = settingKind({
  kind: 'desk',
  only: 'texts',
  path: 'desk/texts',
  what: 'the own wording of what customers are told',
  name: 'DeskTexts',
  example: {
    resolved: {
      en: 'Ticket {{ticket.code}} is resolved. Write again if it is <b>not</b>, {{customer.first_name | default: "please"}}.',
      ru: 'Обращение {{ticket.code}} решено. Если нет — просто напишите снова.'
    }
  },
  fields,
  further: body => customerTextNames.flatMap(name => wrongIn(name, ownTexts(body, name)))
})

const wrongIn = (name: CustomerText, texts: { readonly [language: string]: string }): FieldProblem[] =>
  Object.entries(texts).flatMap(([language, said]) => {
    if (customerTextPlace(name) === 'menu' && !languages.some(known => known === language)) {
      const there = languages.join(' and ')
      return [
        problem(`/${name}/${language}`, 'unknown', `can be in ${there} only: others are shown the one in en`)
      ]
    }
    const read = readTemplate(said, customerTextFormat(name))
    return 'problem' in read ? [problem(`/${name}/${language}`, read.problem.code, read.problem.message)] : []
  })

/** Of a published body: the own wording of one text, by language. */
export const ownTexts = (body: JsonObject, name: CustomerText) => textsIn(body[name])

import type { JsonObject } from '#kernel'
import { languages } from '../../languages.js'
import { readTemplate, type TemplateFormat } from '../../template/index.js'
import { type FieldProblem, type Member, type Members, orNull, problem, standard } from '../fields.js'
import { settingKind } from '../spec.js'
import { byLanguage, textsIn } from '../text-fields.js'

/**
 * Everything that the desk itself says to customers, and where it stands; the words are in processes/words. `menu`: what
 * Telegram offers at `/` in the private chat.
 */
export const customerTexts = {
  greeting: 'message',
  opened: 'message',
  resolved: 'message',
  form_finished: 'message',
  form_over: 'message',
  form_to_person: 'message',
  form_timed_out: 'message',
  form_wrong_type: 'message',
  form_wrong_pattern: 'message',
  form_wrong_contact: 'message',
  form_back: 'button',
  form_skip: 'button',
  form_done: 'button',
  form_person: 'button',
  form_old_button: 'toast',
  rating: 'message',
  rating_thanks: 'message',
  rating_comment: 'message',
  rating_noted: 'toast',
  rating_too_late: 'toast',
  article_question: 'message',
  article_yes: 'button',
  article_no: 'button',
  article_thanks: 'toast',
  article_sorry: 'toast',
  unknown_button: 'toast',
  still_need_help: 'button',
  help_noted: 'toast',
  tickets_open: 'message',
  tickets_resolved: 'message',
  tickets_none: 'message',
  tickets_add: 'button',
  tickets_close: 'button',
  tickets_not_solved: 'button',
  tickets_write: 'toast',
  tickets_closed: 'toast',
  tickets_reopened: 'toast',
  tickets: 'menu',
  start: 'menu'
} as const satisfies { readonly [name: string]: TextPlace }

export type CustomerText = keyof typeof customerTexts
export type TextPlace = 'message' | 'button' | 'toast' | 'menu'

/** Of a toast Telegram shows 200 characters, of what is in its menu 256. */
const limits: { readonly [place in TextPlace]: number } = { message: 4096, button: 64, toast: 200, menu: 256 }

export const customerTextNames = Object.keys(customerTexts).filter(isCustomerText)

export function isCustomerText(name: string): name is CustomerText {
  return Object.hasOwn(customerTexts, name)
}

/** Only messages can be formatted. */
export const customerTextFormat = (name: CustomerText): TemplateFormat =>
  customerTexts[name] === 'message' ? 'html' : 'plain'

const fields: Members = Object.fromEntries(
  customerTextNames.map((name): [string, Member] => [
    name,
    standard(orNull(byLanguage(limits[customerTexts[name]])), null)
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
    if (customerTexts[name] === 'menu' && !languages.some(known => known === language)) {
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

import { isJsonObject, type JsonObject } from '#kernel'
import { foldTag } from '../../tags.js'
import { readTemplate, type TemplateFormat } from '../../template/index.js'
import {
  type Field,
  type FieldProblem,
  object,
  oneOf,
  orNull,
  problem,
  required,
  standard,
  text
} from '../fields.js'
import { settingKind } from '../spec.js'
import { byLanguage, texts, textsIn } from '../text-fields.js'

/** What a template can have beside its text, by Telegram's names: each takes a caption. */
export const templateMediaKinds = ['photo', 'video', 'animation', 'document', 'audio', 'voice'] as const
export type TemplateMediaKind = (typeof templateMediaKinds)[number]

export const audiences = ['customers', 'agents'] as const

/** Letters and digits of any script. */
const shortcodeForm = /^[\p{L}\p{N}_-]{1,64}$/u

const shortcode: Field = {
  schema: { type: 'string', pattern: shortcodeForm.source, maxLength: 64 },
  check: (value, at) =>
    typeof value === 'string' && value.length <= 64 && shortcodeForm.test(value)
      ? []
      : [problem(at, 'invalid', 'must be 1 to 64 letters, digits, - and _')]
}

/** Shortcodes are compared in this form: no two templates in force have the same. */
export const foldShortcode = (shortcode: string): string => foldTag(shortcode)

export const templateKind = settingKind({
  kind: 'template',
  path: 'templates',
  what: 'a template',
  name: 'Template',
  example: {
    shortcode: 'refund',
    name: 'Refund, first answer',
    category: 'billing',
    texts: {
      en: 'Hello {{customer.first_name | default: "there"}}, your refund for {{ticket.code}} is on its way.',
      ru: 'Здравствуйте, {{customer.first_name | default: "друг"}}! Возврат по {{ticket.code}} уже в пути.'
    }
  },
  fields: {
    shortcode: required(shortcode),
    name: required(text(1, 200)),
    category: standard(orNull(text(1, 100)), null),
    audience: standard(oneOf(audiences), 'customers'),
    tags: standard(texts(50, 64, 'tags'), []),
    texts: required(byLanguage(32_768)),
    format: standard(oneOf(['html', 'plain']), 'html'),
    media: standard(
      orNull(object({ kind: required(oneOf(templateMediaKinds)), file_id: required(text(1, 300)) })),
      null
    )
  },
  further: textsAreTemplates
})

function textsAreTemplates(body: JsonObject): FieldProblem[] {
  const format = templateFormatOf(body)
  return Object.entries(templateTexts(body)).flatMap(([language, said]) => {
    const read = readTemplate(said, format)
    return 'problem' in read ? [problem(`/texts/${language}`, read.problem.code, read.problem.message)] : []
  })
}

export const templateFormatOf = ({ format }: JsonObject): TemplateFormat =>
  format === 'plain' ? 'plain' : 'html'

export const templateTexts = ({ texts: given }: JsonObject) => textsIn(given)

export interface TemplateMedia {
  readonly kind: TemplateMediaKind
  readonly fileId: string
}

/** Of a body that was checked when it was published; one of before has none. */
export function templateMediaOf({ media }: JsonObject): TemplateMedia | null {
  const kind = isJsonObject(media) ? templateMediaKinds.find(known => known === media['kind']) : undefined
  const fileId = isJsonObject(media) ? media['file_id'] : undefined
  return kind && typeof fileId === 'string' ? { kind, fileId } : null
}

/** Of a body that was checked when it was published. */
export function shortcodeOf({ shortcode: given }: JsonObject): string {
  return typeof given === 'string' ? foldShortcode(given) : ''
}

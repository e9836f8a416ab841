import type { Json, JsonObject } from '#kernel'
import {
  type Field,
  type FieldProblem,
  fieldOf,
  idOfA,
  oneOf,
  orNull,
  problem,
  required,
  standard,
  text
} from '../fields.js'
import { settingKind } from '../spec.js'
import { languageCode, texts, webAddress } from '../text-fields.js'
import { audiences } from './template.js'

const isTime = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value))

/** Something that can be read. */
const title: Field = fieldOf(
  { type: 'string', minLength: 1, maxLength: 300, pattern: '\\S' },
  value =>
    typeof value === 'string' && value.isWellFormed() && value.length <= 300 && /[^\s\p{C}]/u.test(value),
  'must be text of 1 to 300 characters that are not all blank'
)

/** Of whoever pushes articles from outside: a count or a time. */
const sourceVersion: Field = {
  schema: { type: ['integer', 'string'] },
  check: (value, at) =>
    (Number.isSafeInteger(value) && Number(value) >= 0) || isTime(value)
      ? []
      : [problem(at, 'invalid', 'must be null, a whole number from 0 or a time, e.g. 2026-11-30T12:00:00Z')]
}

export const articleKind = settingKind({
  kind: 'article',
  path: 'articles',
  what: 'an article',
  name: 'Article',
  example: {
    title: 'When will my refund arrive?',
    summary: 'Refunds take three to five working days.',
    body: 'We send a refund on the day on which we get the parcel back. Your bank needs three to five working days.',
    url: 'https://help.example.com/refunds',
    language: 'en',
    category: 'billing',
    keywords: ['money back', 'return']
  },
  fields: {
    title: required(title),
    summary: standard(text(0, 2000), ''),
    body: standard(text(0, 200 * 1024), ''),
    url: standard(orNull(webAddress), null),
    language: standard(languageCode, 'en'),
    translates: standard(orNull(idOfA('an article')), null),
    category: standard(orNull(text(1, 100)), null),
    keywords: standard(texts(50, 100, 'keywords'), []),
    audience: standard(oneOf(audiences), 'customers'),
    source_version: standard(orNull(sourceVersion), null)
  },
  refersTo: ({ translates: id }) =>
    typeof id === 'string' ? [{ kind: 'article', id, pointer: '/translates' }] : [],
  further: body => ['summary', 'body'].flatMap(name => linksIn(name, String(body[name] ?? ''))),
  sourceVersion: body => body['source_version'] ?? null,
  refuseOver: isStale
})

/**
 * Links in HTML and Markdown go to the web or to a place beside the article. They are looked for in what a browser makes of
 * the text: it resolves references in attributes, and takes no heed of what is blank in an address.
 */
function linksIn(name: string, said: string): FieldProblem[] {
  const read = said.replaceAll(reference, (_, hex, decimal, named) =>
    named === undefined
      ? characterOf(hex ? Number.parseInt(hex, 16) : Number(decimal))
      : named === 'colon'
        ? ':'
        : ''
  )
  // Markdown's `](` is one sign: "[optional] (default: none)" is no link.
  const blankless = read.replaceAll(/\][\s\p{C}]+\(/gu, '].(').replaceAll(/[\s\p{C}\\]/gu, '')
  // Without a tag there is no attribute: "unlimited = data: 5 GB".
  const close = /<[a-z]/i.test(blankless) ? blankless : blankless.replaceAll('=', ' ')
  const script = scripts.exec(close)?.[1]
  const target = script ?? [...close.matchAll(links)].map(([, to = '']) => to).find(to => !isHarmless(to))
  return target === undefined
    ? []
    : [problem(`/${name}`, 'link', `has a link that is not http(s): ${target.slice(0, 60)}`)]
}

const reference = /&(?:#(?:x([0-9a-f]+)|([0-9]+));?|(colon|Tab|NewLine);)/gi
/** What stands by its number begins no tag. */
const characterOf = (code: number): string =>
  code <= 0x10ffff && code !== 0x3c ? String.fromCodePoint(code) : '\ufffd'

/** The value of an attribute, or where Markdown goes to. */
const scripts = /(?:=["'`]?|\]\(<?|\]:<?|<)((?:javascript|vbscript|data):[^\s"'>)]*)/i
const links = /(?:(?:href|src)=["']?|\]\(<?)([^"'<>()=]+)/gi
const isHarmless = (target: string): boolean =>
  !/^[a-z][a-z0-9+.-]*:/i.test(target) || /^(?:https?:\/\/|mailto:|tel:)/i.test(target)

/** An older state than was published before, which overtook a newer one on its way. */
function isStale(known: Json, { source_version: given }: JsonObject) {
  if (typeof given === 'number' && typeof known === 'number') {
    return given < known ? ('stale_source_version' as const) : undefined
  }
  if (!isTime(given) || !isTime(known)) return undefined
  return Date.parse(given) < Date.parse(known) ? ('stale_source_version' as const) : undefined
}

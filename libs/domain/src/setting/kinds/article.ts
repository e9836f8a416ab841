import type { JsonObject } from '#kernel'
import { isWebAddress } from '../../template/index.js'
import {
  type Field,
  type FieldProblem,
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
    title: required(text(1, 300)),
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
  refuseOver: isStale
})

/** Links in HTML and Markdown go to the web or to a place beside the article. */
const links = /\b(?:href|src)\s*=\s*["']?\s*([^\s"'>]+)|\]\(\s*<?([^\s)>]+)/giu
const hasScheme = /^[a-z][a-z0-9+.-]*:/i

function linksIn(name: string, said: string): FieldProblem[] {
  for (const [, html, markdown] of said.matchAll(links)) {
    const target = (html ?? markdown ?? '').replaceAll(/&#?[a-z0-9]+;/gi, ':').replaceAll(/\p{C}/gu, '')
    if (hasScheme.test(target) && !isWebAddress(html ?? markdown ?? '') && !/^(mailto|tel):/i.test(target)) {
      return [problem(`/${name}`, 'link', `has a link that is not http(s): ${target.slice(0, 60)}`)]
    }
  }
  return []
}

/** An older state of what is published, that overtook a newer one on its way. */
function isStale(published: JsonObject, { source_version: given }: JsonObject) {
  const known = published['source_version']
  if (typeof given === 'number' && typeof known === 'number') {
    return given < known ? ('stale_source_version' as const) : undefined
  }
  if (!isTime(given) || !isTime(known)) return undefined
  return Date.parse(given) < Date.parse(known) ? ('stale_source_version' as const) : undefined
}

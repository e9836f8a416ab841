import { badRequest } from '../problems/problem.js'

/** Of an If-Match: `any`, or the revisions it names. An ETag that is none of ours, or a weak one, matches nothing. */
export type Condition =
  | { readonly kind: 'any' }
  | { readonly kind: 'revisions'; readonly revisions: readonly number[] }

/** @throws Problem 400 for what is neither `*` nor ETags */
export function conditionIn(header: string | undefined): Condition | undefined {
  const tags = tagsIn('If-Match', header)
  if (tags === undefined) return undefined
  if (tags === '*') return { kind: 'any' }
  const revisions = tags.map(tag => /^"r(\d{1,15})"$/.exec(tag)?.[1])
  return { kind: 'revisions', revisions: revisions.filter(tag => tag !== undefined).map(Number) }
}

/** Of an If-None-Match: `*`, or the ETags as they compare weakly. @throws Problem 400 for what is neither */
export function noneOfIn(header: string | undefined): '*' | readonly string[] | undefined {
  const tags = tagsIn('If-None-Match', header)
  return tags === undefined || tags === '*' ? tags : tags.map(tag => tag.replace(/^W\//, ''))
}

const entityTag = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/
const entityTags = new RegExp(`^\\s*${entityTag.source}\\s*(?:,\\s*${entityTag.source}\\s*)*$`)

function tagsIn(name: string, header: string | undefined): '*' | readonly string[] | undefined {
  if (header === undefined) return undefined
  if (header.trim() === '*') return '*'
  if (header.length > 4096 || !entityTags.test(header))
    throw badRequest(`${name} must be * or ETags, each in quotes: "r34"`)
  return header.match(new RegExp(entityTag, 'g')) ?? []
}

/** A structured-field string, or the bare form: 1 to 255 visible ASCII characters. @throws Problem 400 */
export function idempotencyKeyIn(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const quoted = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/.exec(header)?.[1]
  const key = quoted === undefined ? header : quoted.replace(/\\(["\\])/g, '$1')
  if (!/^[\x20-\x7e]{1,255}$/.test(key))
    throw badRequest('Idempotency-Key must be 1 to 255 visible ASCII characters')
  return key
}

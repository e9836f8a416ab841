import { badRequest } from '../problems/problem.js'

/** Of an If-Match: `any`, or the revisions it names. What is no ETag of ours matches nothing. */
export type Condition =
  | { readonly kind: 'any' }
  | { readonly kind: 'revisions'; readonly revisions: readonly number[] }

export function conditionIn(header: string | undefined): Condition | undefined {
  if (header === undefined) return undefined
  if (header.trim() === '*') return { kind: 'any' }
  const tags = header.split(',').map(tag => /^\s*"r(\d{1,15})"\s*$/.exec(tag)?.[1])
  return { kind: 'revisions', revisions: tags.filter(tag => tag !== undefined).map(Number) }
}

/** Whether an If-None-Match names this ETag (weak comparison, as for every GET). */
export function namesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some(tag => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
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

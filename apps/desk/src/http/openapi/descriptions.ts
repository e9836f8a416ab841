import { deprecationOf } from '../api/deprecations.js'
import type { Operation } from './types.js'

/** The summary, and in sentences what calls of its kind have in common. */
export function descriptionOf(operation: Operation): string {
  const {
    summary,
    scopes,
    method,
    query = {},
    answer,
    headers = [],
    ifMatch,
    ifNoneMatch,
    secret
  } = operation
  const isList = typeof answer === 'object' && answer !== null && 'listOf' in answer
  const deprecation = deprecationOf(method, operation.path)
  const common = [
    scopes === null
      ? 'Answers without a key.'
      : scopes.length === 0
        ? 'Needs no scope.'
        : `Needs the ${scopes.length === 1 ? 'scope' : 'scopes'} ${scopes.map(scope => `\`${scope}\``).join(' and ')}.`,
    isList && 'A list in pages: `next_cursor` of one is the `cursor` of the next, with the same filters.',
    (isList || 'min_position' in query) &&
      'With `min_position` it waits, two seconds at most, until it has seen that position of the log.',
    method === 'get' && headers.includes('ETag') && 'With `If-None-Match` 304 where nothing has changed.',
    method !== 'get' &&
      !secret &&
      'With an `Idempotency-Key` the same key and body give the first answer again.',
    deprecation &&
      `Deprecated: call \`${deprecation.successor}\` instead; this may be gone from ${deprecation.sunset.toISOString().slice(0, 10)} on.`,
    secret && 'Takes no `Idempotency-Key`: what it shows is shown once.',
    ifMatch && 'With `If-Match` only on that revision, else 412.',
    ifNoneMatch && 'With `If-None-Match: *` only where nothing is.'
  ]
  return `${summary}\n\n${common.filter(sentence => sentence).join(' ')}`
}

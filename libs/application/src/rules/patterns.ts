import { RE2JS } from 're2js'
import { type FieldProblem, longestPattern, patternsIn, patternsInForm } from '#domain'
import type { JsonObject } from '#kernel'

/** Undefined: RE2 does not take it. */
export function compiled(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern)
  } catch {
    return undefined
  }
}

const patternsOf = (kind: string, body: JsonObject) => {
  if (kind === 'form') return patternsInForm(body)
  return kind === 'rule' ? patternsIn(body) : []
}

/** What is wrong with the patterns of a rule or a form whose fields are right. */
export const patternProblems = (kind: string, body: JsonObject): FieldProblem[] =>
  patternsOf(kind, body).flatMap(({ pattern, pointer }) => {
    if (pattern.length > longestPattern)
      return [{ pointer, code: 'too_long', message: `must have at most ${longestPattern} characters` }]
    return compiled(pattern) ? [] : [{ pointer, code: 'pattern', message: 'is no pattern that RE2 takes' }]
  })

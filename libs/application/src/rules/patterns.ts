import { RE2JS } from 're2js'
import { type FieldProblem, longestPattern, patternsIn } from '#domain'
import type { JsonObject } from '#kernel'

/** Undefined: RE2 does not take it. */
export function compiled(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern)
  } catch {
    return undefined
  }
}

/** What is wrong with the patterns of a rule whose fields are right. */
export const patternProblems = (rule: JsonObject): FieldProblem[] =>
  patternsIn(rule).flatMap(({ pattern, pointer }) => {
    if (pattern.length > longestPattern)
      return [{ pointer, code: 'too_long', message: `must have at most ${longestPattern} characters` }]
    return compiled(pattern) ? [] : [{ pointer, code: 'pattern', message: 'is no pattern that RE2 takes' }]
  })

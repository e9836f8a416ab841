import { type FieldProblem, termsIn } from '#domain'
import type { JsonObject } from '#kernel'
import { wordsIn } from '#search'

/** What is wrong with the terms of a rule whose fields are right: signs are looked for by no term. */
export const termProblems = (kind: string, body: JsonObject): FieldProblem[] =>
  (kind === 'rule' ? termsIn(body) : []).flatMap(({ term, pointer }) => {
    const message = whyNot(term.replace(/^=/, '').trim())
    return message === undefined ? [] : [{ pointer, code: 'no_word', message }]
  })

function whyNot(term: string): string | undefined {
  const [word, ...others] = wordsIn(term)
  if (!word) return 'has neither letters nor digits, and nothing else is looked for: use matches'
  const isOneSign = others.length === 0 && [...word.shown].length === 1
  return isOneSign && [...term.normalize('NFKC')].length > 1
    ? `would be looked for as ${word.shown}, without its other signs: use matches`
    : undefined
}

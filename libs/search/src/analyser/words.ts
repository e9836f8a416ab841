import { stemmer as english } from '@orama/stemmers/english'
import { stemmer as russian } from '@orama/stemmers/russian'

/** A word as it stands in a text, and as it is compared. */
export interface Word {
  readonly shown: string
  /** Lower case, NFKC, е for ё. */
  readonly folded: string
}

/** What is longer is no word that anybody looks for: its beginning counts. */
const longest = 64

export const fold = (text: string): string =>
  text.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll('ё', 'е')

/** No other form to be brought to: nearly every word there is. */
const isPlain = (lower: string): boolean => /^[a-z0-9а-яё]+$/.test(lower)

/** Letters and digits, with the marks that belong to them, in the order of the text. */
export const wordsIn = (text: string): Word[] =>
  (text.normalize('NFKC').match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []).map(shown => {
    const lower = shown.toLowerCase()
    return { shown, folded: shortened(isPlain(lower) ? lower.replaceAll('ё', 'е') : fold(shown)) }
  })

const shortened = (word: string): string =>
  word.length > longest ? word.slice(0, longest).toWellFormed() : word

/** Stems made before: texts repeat themselves. */
const known = new Map<string, string>()
const mostKnown = 20_000

/** A word's stem, by its script: of English and Russian words; any other word is its own. */
export function stem(folded: string): string {
  const before = known.get(folded)
  if (before !== undefined) return before
  const made = stemmed(folded)
  if (known.size >= mostKnown) known.clear()
  known.set(folded, made)
  return made
}

function stemmed(folded: string): string {
  if (/^[a-z]+$/.test(folded)) return english(folded)
  return /^[а-я]+$/.test(folded) ? russian(folded) : folded
}

/** The stems of a text, also of its most usual words: what rules compare. */
export const stemsOf = (text: string): string[] => wordsIn(text).map(({ folded }) => stem(folded))

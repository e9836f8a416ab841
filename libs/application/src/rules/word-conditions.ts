import type { RE2JS } from 're2js'
import { type Condition, compared } from '#domain'
import { fold, stem, stemsOf, wordsIn } from '#search'
import { compiled } from './patterns.js'

/** A text as conditions look at it; taken apart once for all of them. */
export interface ReadText {
  readonly text: string
  /** Of each word, in order. */
  readonly stems: readonly string[]
  /** The words' own forms, folded. */
  readonly forms: readonly string[]
}

export function readText(text: string): ReadText {
  const words = wordsIn(text).map(({ folded }) => folded)
  return { text, forms: words, stems: words.map(stem) }
}

/** What of a condition's terms a text has. */
export interface TermsFound {
  readonly found: readonly string[]
  readonly all: boolean
}

interface Term {
  readonly shown: string
  readonly words: readonly string[]
}

/** Terms by their first word: to look through a text takes as long as the text is, however many terms there are. */
export class Terms {
  readonly #stems = new Map<string, Term[]>()
  readonly #forms = new Map<string, Term[]>()
  readonly #count: number

  constructor(terms: readonly string[]) {
    for (const shown of terms) {
      const isExact = shown.startsWith('=')
      const words = isExact ? wordsIn(shown.slice(1)).map(({ folded }) => folded) : stemsOf(shown)
      const [first] = words
      if (first === undefined) continue
      const index = isExact ? this.#forms : this.#stems
      const there = index.get(first)
      if (there) there.push({ shown, words })
      else index.set(first, [{ shown, words }])
    }
    this.#count = new Set(terms).size
  }

  in({ stems, forms }: Pick<ReadText, 'stems' | 'forms'>): TermsFound {
    const found = new Set<string>()
    collect(this.#stems, stems, found)
    collect(this.#forms, forms, found)
    return { found: [...found], all: found.size === this.#count }
  }
}

function collect(
  index: ReadonlyMap<string, readonly Term[]>,
  words: readonly string[],
  found: Set<string>
): void {
  if (index.size === 0) return
  for (let at = 0; at < words.length; at++) {
    const terms = index.get(words[at] ?? '')
    if (!terms) continue
    for (const { shown, words: term } of terms)
      if (term.every((word, index) => words[at + index] === word)) found.add(shown)
  }
}

export interface WordsHeld {
  readonly holds: boolean
  /** What of the text made it hold. */
  readonly matched: readonly string[]
}

const not = (found: TermsFound): WordsHeld => ({ holds: found.found.length === 0, matched: [] })

/** A condition on what people write, ready to be asked. */
export type WordCondition = (text: ReadText) => WordsHeld

const texts = (value: Condition['value']): string[] =>
  (Array.isArray(value) ? value : [value]).filter(one => typeof one === 'string')

/** `words`: by whole words after the analyser; else the value as a whole. */
export function wordCondition(condition: Condition): WordCondition {
  const { op, value } = condition
  switch (op) {
    case 'has_any':
    case 'has_all':
    case 'has_none': {
      const terms = new Terms(texts(value))
      return text => {
        const found = terms.in(text)
        if (op === 'has_none') return not(found)
        const holds = op === 'has_any' ? found.found.length > 0 : found.all
        return { holds, matched: holds ? found.found : [] }
      }
    }
    case 'matches': {
      const pattern = compiled(String(value))
      return ({ text }) => matchOf(pattern, text)
    }
    default: {
      const wanted = foldedIn(condition)
      const isOfNumbers = [value].flat().some(one => typeof one === 'number')
      return ({ text }) => {
        const number = isOfNumbers ? numberIn(text) : undefined
        return { holds: compared(wanted, number ?? fold(text)), matched: [] }
      }
    }
  }
}

/** As a field's number is written: very small ones with an exponent. */
const numberIn = (text: string): number | undefined =>
  /^-?\d{1,16}(\.\d{1,20})?(e-\d{1,3})?$/.test(text) ? Number(text) : undefined

const foldedIn = ({ op, value }: Condition): Pick<Condition, 'op' | 'value'> => ({
  op,
  value: Array.isArray(value)
    ? value.map(one => (typeof one === 'string' ? fold(one) : one))
    : typeof value === 'string'
      ? fold(value)
      : value
})

function matchOf(pattern: RE2JS | undefined, text: string): WordsHeld {
  const matcher = pattern?.matcher(text)
  if (!matcher?.find()) return { holds: false, matched: [] }
  const found = matcher.group() ?? ''
  return { holds: true, matched: found === '' ? [] : [found] }
}

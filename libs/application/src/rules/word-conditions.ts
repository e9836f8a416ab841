import type { RE2JS } from 're2js'
import { type Condition, compared, conditionsOf, type Rule } from '#domain'
import { fold } from '#search'
import { compiled } from './patterns.js'
import type { ReadText } from './read-text.js'
import { TermIndex, termsOf } from './term-index.js'

export interface WordsHeld {
  readonly holds: boolean
  /** What of the text made it hold. */
  readonly matched: readonly string[]
}

/** A condition on what people write, ready to be asked. */
type WordCondition = (text: ReadText) => WordsHeld

/** What rules ask of texts, worked out once; the terms of all of them are looked up together. */
export class WordConditions {
  /** By what they look at. */
  readonly #indexes = new Map<string, TermIndex>()
  readonly #conditions = new Map<Condition, WordCondition>()

  add(rule: Rule): void {
    for (const condition of conditionsOf(rule).filter(isOfWords)) {
      const index = this.#indexes.get(condition.field) ?? new TermIndex()
      this.#indexes.set(condition.field, index)
      if (isOfTerms(condition)) index.add(condition)
      this.#conditions.set(condition, asked(condition, index))
    }
  }

  remove(rule: Rule): void {
    for (const condition of conditionsOf(rule)) {
      if (this.#conditions.delete(condition) && isOfTerms(condition))
        this.#indexes.get(condition.field)?.remove(condition)
    }
  }

  /** Whether it holds, also of a rule that was removed meanwhile. */
  ask(condition: Condition, text: ReadText): WordsHeld {
    const known = this.#conditions.get(condition)
    if (known) return known(text)
    const index = new TermIndex()
    if (isOfTerms(condition)) index.add(condition)
    return asked(condition, index)(text)
  }
}

const isOfWords = ({ field }: Condition): boolean =>
  field === 'text' || field === 'title' || field === 'source' || field.startsWith('field.')

const isOfTerms = ({ op }: Condition): boolean => op === 'has_any' || op === 'has_all' || op === 'has_none'

/** `index` has its terms, where it has some: whole words after the analyser. Else the value as a whole counts. */
function asked(condition: Condition, index: TermIndex): WordCondition {
  const { op, value } = condition
  switch (op) {
    case 'has_any':
    case 'has_all':
    case 'has_none': {
      const count = termsOf(condition).size
      return text => {
        const found = text.found(index).get(condition) ?? []
        if (op === 'has_none') return { holds: found.length === 0, matched: [] }
        const holds = op === 'has_any' ? found.length > 0 : found.length === count
        return { holds, matched: holds ? found : [] }
      }
    }
    case 'matches': {
      const pattern = compiled(String(value))
      return ({ text }) => matchOf(pattern, text)
    }
    default: {
      const wanted = foldedIn(condition)
      const readers = [value].flat().map(readerOf)
      return ({ text }) => {
        const read = readers.map(one => one(text)).find(one => one !== undefined)
        return { holds: compared(wanted, read === undefined ? fold(text) : read), matched: [] }
      }
    }
  }
}

/** How a text is read to be compared with a value. Undefined: it is nothing of that kind. */
function readerOf(value: unknown): (text: string) => number | boolean | null | undefined {
  if (typeof value === 'number') return numberIn
  if (typeof value === 'boolean') return flagIn
  return value === null ? noneIn : () => undefined
}

const flagIn = (text: string): boolean | undefined =>
  text === 'true' || text === 'false' ? text === 'true' : undefined

const noneIn = (text: string): null | undefined => (text === '' ? null : undefined)

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

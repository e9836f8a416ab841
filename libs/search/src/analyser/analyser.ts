import { usualSynonyms, usualWords } from './usual-words.js'
import { fold, stem, type Word, wordsIn } from './words.js'

/** What a desk adds to what is known of English and Russian. */
export interface Lexicon {
  readonly stopWords: readonly string[]
  /** Words or phrases that mean the same. */
  readonly synonyms: readonly (readonly string[])[]
}

export interface Analyser {
  /**
   * What a text is about: the stems of its words without the usual ones, in order; after a word or phrase that has
   * synonyms also the term that they share. Of a text and of a question alike.
   */
  terms(text: string): string[]
  /** Its words without the usual ones, folded, in order. */
  words(text: string): string[]
  /** The terms of a text that has these words. */
  termsOf(words: readonly string[]): string[]
  /** The words of a text, as they stand there, that have one of the terms, or are not usual and begin so. */
  wordsWith(terms: ReadonlySet<string>, text: string, begun?: string): string[]
}

interface Phrase {
  readonly stems: readonly string[]
  readonly shared: string
}

/** No word holds this letter, so no word is a shared term. */
const sharedTerm = (stems: readonly string[]): string => `~${stems.join('_')}`

export function createAnalyser(lexicon: Lexicon = { stopWords: [], synonyms: [] }): Analyser {
  const usual = new Set([...usualWords.en, ...usualWords.ru, ...lexicon.stopWords.map(fold)])
  const words = (text: string): string[] =>
    wordsIn(text).flatMap(({ folded }) => (usual.has(folded) ? [] : [folded]))
  const phrases = phrasesOf([...usualSynonyms, ...lexicon.synonyms], text => words(text).map(stem))
  const termsOf = (words: readonly string[]): string[] => {
    const stems = words.map(stem)
    return stems.flatMap((one, at) => (phrases.has(one) ? [one, ...sharedAt(stems, at, phrases)] : one))
  }

  return {
    words,
    termsOf,
    terms: text => termsOf(words(text)),
    wordsWith(terms, text, begun) {
      const begins = (folded: string) => begun !== undefined && folded.startsWith(begun) && !usual.has(folded)
      const isAsked = ({ folded }: Word) => terms.has(stem(folded)) || begins(folded)
      return [
        ...new Set(
          wordsIn(text)
            .filter(isAsked)
            .map(({ shown }) => shown)
        )
      ]
    }
  }
}

/** By their first stem. */
function phrasesOf(
  groups: readonly (readonly string[])[],
  stems: (text: string) => string[]
): ReadonlyMap<string, readonly Phrase[]> {
  const phrases = new Map<string, Phrase[]>()
  for (const group of groups) {
    const members = group.map(stems).filter(member => member.length > 0)
    const [first] = members
    if (!first) continue
    for (const member of members) {
      const start = member[0] ?? ''
      phrases.set(start, [...(phrases.get(start) ?? []), { stems: member, shared: sharedTerm(first) }])
    }
  }
  return phrases
}

function sharedAt(
  all: readonly string[],
  at: number,
  phrases: ReadonlyMap<string, readonly Phrase[]>
): string[] {
  const fitting = (phrases.get(all[at] ?? '') ?? []).filter(({ stems }) =>
    stems.every((one, index) => all[at + index] === one)
  )
  return [...new Set(fitting.map(({ shared }) => shared))]
}

import { stem } from '../analyser/words.js'
import { isNear } from './nearby.js'
import type { Statements } from './statements.js'

/** Shorter words are too near to too many others. */
const shortest = 4
const most = 5
/** Stems are as long as a shorter beginning. */
const shortestBeginning = 3

/** A way to write what has this term. */
interface Spelling {
  readonly written: string
  readonly term: string
  readonly documents: number
}

/** The terms of all texts, and the words that they were made of. */
export class Vocabulary {
  readonly #db: Statements
  #version = -1
  #documents = new Map<string, number>()
  #spellings: Map<number, Spelling[]> | undefined

  constructor(db: Statements) {
    this.#db = db
  }

  /** How many texts have the term. */
  documents(term: string, version: number): number {
    if (version !== this.#version) this.#read(version)
    return this.#documents.get(term) ?? 0
  }

  hasPrefix(prefix: string): boolean {
    const sql = 'SELECT 1 FROM vocabulary WHERE term >= ? AND term < ? LIMIT 1'
    return this.#db.get(sql, prefix, afterAll(prefix)) !== undefined
  }

  /** Of words that begin so the terms that don't: of `informati` that of "information". */
  shorterThan(prefix: string): string[] {
    if (prefix.length < shortestBeginning) return []
    const sql = 'SELECT term FROM forms WHERE term >= ? AND term < ?'
    const words = this.#db.all(sql, prefix, afterAll(prefix)).map(({ term }) => String(term))
    return firstOf(words.map(stem).filter(term => !term.startsWith(prefix)))
  }

  /**
   * Terms of words that differ from this one, which nothing has, by a letter added, left out or changed, or by two that changed
   * places; the most usual first, ties by the term. Whole words and terms count alike: a typo in the end of a word makes
   * another term of it, and one before a usual end ("paswords") only that of its form.
   */
  near(word: string, version: number): string[] {
    if (version !== this.#version) this.#read(version)
    this.#spellings ??= this.#allSpellings()
    const spellings = this.#spellings
    const near = [...new Set([word, stem(word)])]
      .filter(one => [...one].length >= shortest)
      .flatMap(one => nearIn(spellings, one))
    near.sort((a, b) => b.documents - a.documents || (a.term < b.term ? -1 : 1))
    return firstOf(near.map(({ term }) => term))
  }

  /** As of one version of the texts; the spellings once they are asked for. */
  #read(version: number): void {
    this.#version = version
    this.#documents = new Map()
    for (const { term, doc } of this.#db.all('SELECT term, doc FROM vocabulary'))
      this.#documents.set(String(term), Number(doc))
    this.#spellings = undefined
  }

  /** By length. */
  #allSpellings(): Map<number, Spelling[]> {
    const all = new Map<number, Spelling[]>()
    const add = (written: string, term: string) => {
      const spelling = { written, term, documents: this.#documents.get(term) ?? 0 }
      const alike = all.get(written.length)
      if (alike) alike.push(spelling)
      else all.set(written.length, [spelling])
    }
    for (const term of this.#documents.keys()) if (!term.startsWith('~')) add(term, term)
    for (const { term: word } of this.#db.all('SELECT term FROM forms')) {
      const written = String(word)
      const term = stem(written)
      if (written !== term) add(written, term)
    }
    return all
  }
}

const nearIn = (spellings: ReadonlyMap<number, readonly Spelling[]>, one: string): Spelling[] =>
  [-1, 0, 1]
    .flatMap(more => spellings.get(one.length + more) ?? [])
    .filter(({ written }) => isNear(one, written))

/** Comes after all that begins so. */
const afterAll = (prefix: string): string => `${prefix}\u{10ffff}`

const firstOf = (terms: readonly string[]): string[] => [...new Set(terms)].slice(0, most)

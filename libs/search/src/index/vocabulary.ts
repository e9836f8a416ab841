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
  #byLength = new Map<number, Spelling[]>()

  constructor(db: Statements) {
    this.#db = db
  }

  /** How many texts have the term. */
  documents(term: string): number {
    return Number(this.#db.get('SELECT doc FROM vocabulary WHERE term = ?', term)?.['doc'] ?? 0)
  }

  has(term: string): boolean {
    return this.documents(term) > 0
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
    const near = [...new Set([word, stem(word)])]
      .filter(one => [...one].length >= shortest)
      .flatMap(one => this.#near(one))
    near.sort((a, b) => b.documents - a.documents || (a.term < b.term ? -1 : 1))
    return firstOf(near.map(({ term }) => term))
  }

  #near(one: string): Spelling[] {
    return [-1, 0, 1]
      .flatMap(more => this.#byLength.get(one.length + more) ?? [])
      .filter(({ written }) => isNear(one, written))
  }

  #read(version: number): void {
    this.#version = version
    this.#byLength = new Map()
    const documents = new Map<string, number>()
    for (const { term, doc } of this.#db.all('SELECT term, doc FROM vocabulary')) {
      const one = String(term)
      if (one.startsWith('~')) continue
      documents.set(one, Number(doc))
      this.#add(one, one, Number(doc))
    }
    for (const { term: word } of this.#db.all('SELECT term FROM forms')) {
      const written = String(word)
      const term = stem(written)
      if (written !== term) this.#add(written, term, documents.get(term) ?? 0)
    }
  }

  #add(written: string, term: string, documents: number): void {
    const spelling = { written, term, documents }
    const alike = this.#byLength.get(written.length)
    if (alike) alike.push(spelling)
    else this.#byLength.set(written.length, [spelling])
  }
}

/** Comes after all that begins so. */
const afterAll = (prefix: string): string => `${prefix}\u{10ffff}`

const firstOf = (terms: readonly string[]): string[] => [...new Set(terms)].slice(0, most)

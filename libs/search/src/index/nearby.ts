import type { Statements } from './statements.js'

/** Shorter words are too near to too many others. */
const shortest = 4
const most = 5

/** Terms that differ from one that nothing has by a letter added, left out or changed, or by two that changed places. */
export class Nearby {
  readonly #db: Statements
  #version = -1
  #byLength = new Map<number, { readonly term: string; readonly documents: number }[]>()

  constructor(db: Statements) {
    this.#db = db
  }

  has(term: string): boolean {
    return this.#db.get('SELECT 1 FROM vocabulary WHERE term = ?', term) !== undefined
  }

  hasPrefix(prefix: string): boolean {
    const sql = 'SELECT 1 FROM vocabulary WHERE term >= ? AND term < ? LIMIT 1'
    return this.#db.get(sql, prefix, `${prefix}\u{10ffff}`) !== undefined
  }

  /** The most usual first; ties by the term. */
  of(term: string, version: number): string[] {
    if ([...term].length < shortest) return []
    if (version !== this.#version) this.#read(version)
    const near = [-1, 0, 1]
      .flatMap(more => this.#byLength.get(term.length + more) ?? [])
      .filter(other => isNear(term, other.term))
    near.sort((a, b) => b.documents - a.documents || (a.term < b.term ? -1 : 1))
    return near.slice(0, most).map(other => other.term)
  }

  #read(version: number): void {
    this.#version = version
    this.#byLength = new Map()
    for (const { term, doc } of this.#db.all('SELECT term, doc FROM vocabulary')) {
      const one = { term: String(term), documents: Number(doc) }
      if (one.term.startsWith('~')) continue
      const alike = this.#byLength.get(one.term.length)
      if (alike) alike.push(one)
      else this.#byLength.set(one.term.length, [one])
    }
  }
}

/** Damerau distance of one at most: what is alike at both ends is left out, and little may be left. */
export function isNear(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  let end = 0
  while (
    end < one.length - start &&
    end < other.length - start &&
    one[one.length - 1 - end] === other[other.length - 1 - end]
  )
    end++
  const a = one.slice(start, one.length - end)
  const b = other.slice(start, other.length - end)
  if (a.length <= 1 && b.length <= 1) return true
  return a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]
}

import { type Analyser, createAnalyser, type Lexicon } from '../analyser/analyser.js'
import type { IndexedText, Weights } from './messages.js'
import type { Statements } from './statements.js'

interface Settings {
  readonly lexicon: Lexicon
  readonly weights: Weights
}

const standard: Settings = {
  lexicon: { stopWords: [], synonyms: [] },
  weights: { title: 5, keywords: 3, body: 1 }
}

/** Articles and templates in the index, under the words that hold for it. */
export class Texts {
  readonly #db: Statements
  analyser: Analyser
  weights: Weights
  /** Rises whenever something changed. */
  version = 0

  constructor(db: Statements) {
    this.#db = db
    const row = db.get("SELECT value FROM meta WHERE name = 'settings'")
    const settings: Settings = row ? JSON.parse(String(row['value'])) : standard
    this.analyser = createAnalyser(settings.lexicon)
    this.weights = settings.weights
  }

  /** In the place of the one that was there. */
  put(text: IndexedText): void {
    this.remove(text.kind, text.id)
    const row = this.#db.get(
      'INSERT INTO texts (kind, id, category, languages, text) VALUES (?, ?, ?, ?, ?) RETURNING number',
      ...[text.kind, text.id, text.category, `,${text.languages.join(',')},`, JSON.stringify(text)]
    )
    this.#index(Number(row?.['number']), text)
  }

  remove(kind: string, id: string): void {
    const row = this.#db.get('DELETE FROM texts WHERE kind = ? AND id = ? RETURNING number', kind, id)
    if (!row) return
    this.#db.run('DELETE FROM content WHERE rowid = ?', Number(row['number']))
    this.version++
  }

  /** Analyses all of them anew. */
  take(settings: Settings): void {
    this.#db.run("INSERT OR REPLACE INTO meta VALUES ('settings', ?)", JSON.stringify(settings))
    this.analyser = createAnalyser(settings.lexicon)
    this.weights = settings.weights
    this.#db.run("INSERT INTO content (content) VALUES ('delete-all')")
    for (const row of this.#db.all('SELECT number, text FROM texts ORDER BY number')) {
      this.#index(Number(row['number']), JSON.parse(String(row['text'])))
    }
  }

  clear(): void {
    this.#db.run('DELETE FROM texts')
    this.take(standard)
    this.version++
  }

  #index(number: number, { title, shortcode, keywords, category, summary, body }: IndexedText): void {
    const terms = (texts: readonly (string | null)[]) =>
      texts.flatMap(text => (text ? this.analyser.terms(text) : [])).join(' ')
    this.#db.run(
      'INSERT INTO content (rowid, title, keywords, body) VALUES (?, ?, ?, ?)',
      ...[number, terms([title, shortcode]), terms([...keywords, category]), terms([summary, ...body])]
    )
    this.version++
  }
}

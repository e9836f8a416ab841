import { type Analyser, createAnalyser, type Lexicon } from '../analyser/analyser.js'
import { fold } from '../analyser/words.js'
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

/** A shortcode as one term, also where it is a usual word; no term of a word begins so. */
export const shortcodeTerm = (shortcode: string): string => `~~${fold(shortcode).replaceAll('-', '~')}`

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
    const { keywords: _, body: __, ...shown } = text
    const { kind, id, category, audience, languages } = shown
    // Not by RETURNING: what might write several rows is a savepoint, at which FTS5 writes out all that it has gathered.
    const number = Number(this.#db.get('SELECT max(number) + 1 AS next FROM texts')?.['next'])
    this.#db.run(
      'INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?)',
      ...[number, kind, id, category, audience, `,${languages.join(',')},`]
    )
    const { terms, forms } = this.#read(text)
    const sources = 'INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?)'
    this.#db.run(sources, number, JSON.stringify(shown), JSON.stringify(text), ...terms, forms)
    const sql = 'INSERT INTO content (rowid, title, keywords, body) VALUES (?, ?, ?, ?)'
    this.#db.run(sql, number, ...terms)
    this.#db.run('INSERT INTO written (rowid, forms) VALUES (?, ?)', number, forms)
    this.version++
  }

  remove(kind: string, id: string): void {
    const row = this.#db.get('SELECT number FROM texts WHERE kind = ? AND id = ?', kind, id)
    if (!row) return
    const number = Number(row['number'])
    this.#db.run(
      `INSERT INTO content (content, rowid, title, keywords, body)
       SELECT 'delete', number, title, keywords, body FROM sources WHERE number = ?`,
      number
    )
    this.#db.run(
      "INSERT INTO written (written, rowid, forms) SELECT 'delete', number, forms FROM sources WHERE number = ?",
      number
    )
    this.#db.run('DELETE FROM sources WHERE number = ?', number)
    this.#db.run('DELETE FROM texts WHERE number = ?', number)
    this.version++
  }

  count(template: string): void {
    const sql = 'INSERT INTO uses VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1'
    this.#db.run(sql, template)
  }

  /** Analyses all of them anew. */
  take(settings: Settings): void {
    this.#db.run("INSERT OR REPLACE INTO meta VALUES ('settings', ?)", JSON.stringify(settings))
    this.analyser = createAnalyser(settings.lexicon)
    this.weights = settings.weights
    for (const { number, text } of this.#db.all(
      "SELECT number, text FROM sources WHERE text <> '' ORDER BY number"
    )) {
      const sql = 'UPDATE sources SET title = ?, keywords = ?, body = ?, forms = ? WHERE number = ?'
      const { terms, forms } = this.#read(JSON.parse(String(text)))
      this.#db.run(sql, ...terms, forms, Number(number))
    }
    this.#db.run("INSERT INTO content (content) VALUES ('rebuild')")
    this.#db.run("INSERT INTO written (written) VALUES ('rebuild')")
    this.version++
  }

  clear(): void {
    this.#db.run("DELETE FROM texts WHERE kind <> ''")
    this.#db.run("DELETE FROM sources WHERE text <> ''")
    this.#db.run('DELETE FROM uses')
    this.take(standard)
  }

  /** The terms of title, keywords and body, and all words, each once. */
  #read({ title, shortcode, keywords, category, body }: IndexedText) {
    const { analyser } = this
    const wordsOf = (texts: readonly (string | null)[]) => texts.map(text => analyser.words(text ?? ''))
    const fields = [wordsOf([title, shortcode]), wordsOf([...keywords, category]), wordsOf(body)]
    const [first, ...others] = fields.map(words => words.flatMap(analyser.termsOf).join(' '))
    const code = shortcode === null ? '' : ` ${shortcodeTerm(shortcode)}`
    return { terms: [first + code, ...others], forms: [...new Set(fields.flat(2))].join(' ') }
  }
}

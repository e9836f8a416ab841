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
    const terms = this.#termsOf(text)
    const forms = this.#formsOf(text)
    const row = this.#db.get(
      `INSERT INTO texts (kind, id, category, audience, languages, shown, text, title, keywords, body, forms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number`,
      ...[
        kind,
        id,
        category,
        audience,
        `,${languages.join(',')},`,
        JSON.stringify(shown),
        JSON.stringify(text),
        ...terms,
        forms
      ]
    )
    const number = Number(row?.['number'])
    const sql = 'INSERT INTO content (rowid, title, keywords, body) VALUES (?, ?, ?, ?)'
    this.#db.run(sql, number, ...terms)
    this.#db.run('INSERT INTO written (rowid, forms) VALUES (?, ?)', number, forms)
    this.version++
  }

  remove(kind: string, id: string): void {
    this.#db.run(
      `INSERT INTO content (content, rowid, title, keywords, body)
       SELECT 'delete', number, title, keywords, body FROM texts WHERE kind = ? AND id = ?`,
      ...[kind, id]
    )
    this.#db.run(
      `INSERT INTO written (written, rowid, forms)
       SELECT 'delete', number, forms FROM texts WHERE kind = ? AND id = ?`,
      ...[kind, id]
    )
    this.#db.run('DELETE FROM texts WHERE kind = ? AND id = ?', kind, id)
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
      "SELECT number, text FROM texts WHERE kind <> '' ORDER BY number"
    )) {
      const sql = 'UPDATE texts SET title = ?, keywords = ?, body = ?, forms = ? WHERE number = ?'
      const read: IndexedText = JSON.parse(String(text))
      this.#db.run(sql, ...this.#termsOf(read), this.#formsOf(read), Number(number))
    }
    this.#db.run("INSERT INTO content (content) VALUES ('rebuild')")
    this.#db.run("INSERT INTO written (written) VALUES ('rebuild')")
    this.version++
  }

  clear(): void {
    this.#db.run("DELETE FROM texts WHERE kind <> ''")
    this.#db.run('DELETE FROM uses')
    this.take(standard)
  }

  #termsOf({ title, shortcode, keywords, category, summary, body }: IndexedText): [string, string, string] {
    const terms = (texts: readonly (string | null)[]) =>
      texts.flatMap(text => (text ? this.analyser.terms(text) : [])).join(' ')
    const code = shortcode === null ? '' : ` ${shortcodeTerm(shortcode)}`
    return [terms([title, shortcode]) + code, terms([...keywords, category]), terms([summary, ...body])]
  }

  /** Each once. */
  #formsOf({ title, shortcode, keywords, category, summary, body }: IndexedText): string {
    const texts = [title, shortcode, ...keywords, category, summary, ...body]
    return [...new Set(texts.flatMap(text => (text ? this.analyser.words(text) : [])))].join(' ')
  }
}

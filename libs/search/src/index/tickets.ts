import type { Field, HashedWords } from './hashed-words.js'
import type { Change } from './messages.js'
import type { Statements } from './statements.js'

type Of<Name extends Change['change']> = Extract<Change, { readonly change: Name }>

interface Found {
  readonly number: number
  /** Whether its customer was forgotten. */
  readonly forgotten: boolean
}

/** What tickets are found by: code, state and queue as they are, everything else as hashes. */
export class Tickets {
  readonly #db: Statements
  readonly #hashed: HashedWords
  #forgotten = false

  constructor(db: Statements, hashed: HashedWords) {
    this.#db = db
    this.#hashed = hashed
  }

  open({ id, code, queue, conversation, subject, createdAt }: Of<'ticket'>): void {
    this.#db.run(
      `INSERT INTO tickets (id, code, status, queue, conversation, subject, created_at) VALUES (?, ?, 'open', ?, ?, ?, ?)
       ON CONFLICT (id) DO NOTHING`,
      ...[id, code, queue, conversation, subject, createdAt]
    )
  }

  change({ id, status, from, queue }: Of<'ticket_state'>): void {
    const sql = `UPDATE tickets SET queue = coalesce(?, queue), status = coalesce(?, status)
      WHERE id = ? AND (? IS NULL OR status = ?)`
    this.#db.run(sql, ...[queue ?? null, status ?? null, id, from ?? null, from ?? null])
  }

  tag({ id, added, removed }: Of<'tags'>): void {
    for (const found of this.#all('id', id)) {
      const row = this.#db.get('SELECT tags FROM tickets WHERE number = ?', found.number)
      const known: string[] = JSON.parse(String(row?.['tags']))
      const tags = [...new Set([...known.filter(tag => !removed.includes(tag)), ...added])]
      this.#db.run('UPDATE tickets SET tags = ? WHERE number = ?', JSON.stringify(tags), found.number)
      this.#put(
        [{ ...found, forgotten: false }],
        'tag',
        tags.flatMap(tag => this.#hashed.ofText(tag))
      )
    }
  }

  entitle({ id, title }: Of<'title'>): void {
    this.#put(this.#all('id', id), 'title', title === null ? [] : this.#hashed.ofText(title))
  }

  name({ of, name, username }: Of<'name'>): void {
    const found = 'ticket' in of ? this.#all('id', of.ticket) : this.#all('conversation', of.conversation)
    this.#put(found, 'name', this.#hashed.ofName(name, username))
  }

  /** For good: what comes after it adds nothing of the person. */
  forget({ subject }: Of<'forgotten'>): void {
    this.#db.run('INSERT OR IGNORE INTO forgotten VALUES (?)', subject)
    for (const { number } of this.#all('subject', subject)) {
      this.#db.run("DELETE FROM words WHERE ticket = ? AND field IN ('title', 'name')", number)
      this.#forgotten ||=
        this.#db.get('SELECT 1 FROM tickets WHERE number = ? AND named', number) !== undefined
      this.#db.run('UPDATE tickets SET named = 0 WHERE number = ?', number)
    }
  }

  /** Whether somebody was forgotten, since this was asked last, whose title or name was ever in here. */
  takeForgotten(): boolean {
    const forgotten = this.#forgotten
    this.#forgotten = false
    return forgotten
  }

  clear(): void {
    for (const table of ['tickets', 'words', 'forgotten']) this.#db.run(`DELETE FROM ${table}`)
  }

  #all(by: 'id' | 'conversation' | 'subject', value: string): Found[] {
    const rows = this.#db.all(
      `SELECT number, subject IN (SELECT subject FROM forgotten) AS forgotten FROM tickets WHERE ${by} = ?`,
      value
    )
    return rows.map(row => ({ number: Number(row['number']), forgotten: row['forgotten'] === 1 }))
  }

  /** In the place of what stood there. */
  #put(found: readonly Found[], field: Field, words: readonly Buffer[]): void {
    for (const { number, forgotten } of found) {
      this.#db.run('DELETE FROM words WHERE ticket = ? AND field = ?', number, field)
      if (forgotten) continue
      if (field !== 'tag' && words.length > 0)
        this.#db.run('UPDATE tickets SET named = 1 WHERE number = ?', number)
      for (const word of words)
        this.#db.run('INSERT OR IGNORE INTO words VALUES (?, ?, ?)', word, field, number)
    }
  }
}

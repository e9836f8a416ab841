import type { StatementSync } from 'node:sqlite'
import type { Store } from '../store.js'
import type { StoredMessage } from './types.js'

export interface MessageRange {
  chat_id: number
  thread_id?: number | undefined
  after?: number | undefined
  before?: number | undefined
  limit: number
}

/** Message 1 of a supergroup is its creation, which no bot sees; and 1 names General. */
const beforeFirst = 1

/** Messages on disk. Deleted ones keep their row, so that no id is ever used twice. */
export class MessageTable {
  private readonly last = new Map<number, number>()
  private readonly insert: StatementSync
  private readonly update: StatementSync
  private readonly select: StatementSync
  private readonly mark: StatementSync
  private readonly ofThread: StatementSync
  private readonly lastOf: StatementSync

  constructor(private readonly store: Store) {
    const { db } = store
    this.insert = db.prepare(
      'INSERT INTO messages (chat_id, message_id, thread_id, body) VALUES (?, ?, ?, ?)'
    )
    this.update = db.prepare('UPDATE messages SET body = ? WHERE chat_id = ? AND message_id = ?')
    this.select = db.prepare('SELECT body FROM messages WHERE chat_id = ? AND message_id = ? AND deleted = 0')
    this.mark = db.prepare('UPDATE messages SET deleted = 1 WHERE chat_id = ? AND message_id = ?')
    this.ofThread = db.prepare(
      'SELECT message_id FROM messages WHERE chat_id = ? AND thread_id = ? AND deleted = 0'
    )
    this.lastOf = db.prepare('SELECT max(message_id) AS last FROM messages WHERE chat_id = ?')
    // Counted here and not in the counters' table: one sequence for all private chats of the bot.
    const top = db.prepare('SELECT max(message_id) AS last FROM messages WHERE chat_id > 0').get()
    this.last.set(0, Number(top?.['last'] ?? 0))
  }

  /** Supergroups count for themselves; all private chats of the bot share one sequence. */
  nextId(chatId: number): number {
    const key = Math.min(chatId, 0)
    const last = this.last.get(key) ?? Number(this.lastOf.get(chatId)?.['last'] ?? beforeFirst)
    this.last.set(key, last + 1)
    return last + 1
  }

  add(message: StoredMessage): void {
    this.store.begin()
    this.insert.run(message.chat_id, message.message_id, message.thread_id, JSON.stringify(message))
  }

  replace(message: StoredMessage): void {
    this.store.begin()
    this.update.run(JSON.stringify(message), message.chat_id, message.message_id)
  }

  get(chatId: number, messageId: number): StoredMessage | undefined {
    const row = this.select.get(chatId, messageId)
    return row && JSON.parse(String(row['body']))
  }

  delete(chatId: number, messageId: number): void {
    this.store.begin()
    this.mark.run(chatId, messageId)
  }

  idsOfThread(chatId: number, threadId: number): number[] {
    return this.ofThread.all(chatId, threadId).map(row => Number(row['message_id']))
  }

  /** Oldest first; with `before` or without bounds the newest `limit` of them. */
  list(range: MessageRange): StoredMessage[] {
    const where = ['chat_id = ?', 'deleted = 0']
    const values: number[] = [range.chat_id]
    const add = (clause: string, value: number | undefined) => {
      if (value === undefined) return
      where.push(clause)
      values.push(value)
    }
    add('thread_id = ?', range.thread_id)
    add('message_id > ?', range.after)
    add('message_id < ?', range.before)
    const newestFirst = range.after === undefined
    const rows = this.store.db
      .prepare(
        `SELECT body FROM messages WHERE ${where.join(' AND ')} ORDER BY message_id ${newestFirst ? 'DESC' : 'ASC'} LIMIT ?`
      )
      .all(...values, range.limit)
      .map((row): StoredMessage => JSON.parse(String(row['body'])))
    return newestFirst ? rows.reverse() : rows
  }
}

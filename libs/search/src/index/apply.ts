import type { Change, IndexedPlace } from './messages.js'
import type { Statements } from './statements.js'
import { removeLeft } from './tables.js'
import type { Texts } from './texts.js'
import type { Tickets } from './tickets.js'

export interface Parts {
  readonly db: Statements
  readonly texts: Texts
  readonly tickets: Tickets
}

/** Changes in the order of the log, with the place: all or nothing; the same again ends the same. */
export function applyChanges(
  parts: Parts,
  changes: readonly Change[],
  place: IndexedPlace | undefined
): void {
  const { database } = parts.db
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const change of changes) applyOne(parts, change)
    if (place) parts.db.run("INSERT OR REPLACE INTO meta VALUES ('place', ?)", JSON.stringify(place))
    if (parts.tickets.takeForgotten()) markUnwiped(parts)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
  wipe(parts)
}

export function placeOf({ db }: Parts): IndexedPlace | undefined {
  const row = db.get("SELECT value FROM meta WHERE name = 'place'")
  return row && JSON.parse(String(row['value']))
}

export function clear(parts: Parts): void {
  const { db, texts, tickets } = parts
  db.run("DELETE FROM meta WHERE name = 'place'")
  tickets.clear()
  texts.clear()
  markUnwiped(parts)
  wipe(parts)
}

/** With what it took out, so that whoever is killed before it was wiped does so when it is opened. */
function markUnwiped({ db }: Parts): void {
  db.run("INSERT OR REPLACE INTO meta VALUES ('unwiped', '')")
}

/**
 * What was somebody's and is gone must be in no byte: `secure_delete` overwrites it where it lay, and leaves the copies that
 * SQLite made whenever it moved a row from page to page. So all pages are written anew, and the write-ahead log is emptied.
 * Files that other processes left go as they are. Does nothing where nobody was forgotten.
 */
export function wipe({ db }: Pick<Parts, 'db'>): void {
  if (!db.get("SELECT 1 FROM meta WHERE name = 'unwiped'")) return
  removeLeft(db.database)
  db.database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
  db.run("DELETE FROM meta WHERE name = 'unwiped'")
}

function applyOne({ texts, tickets }: Parts, one: Change): void {
  switch (one.change) {
    case 'text':
      texts.put(one.text)
      break
    case 'used':
      texts.count(one.template)
      break
    case 'text_gone':
      texts.remove(one.kind, one.id)
      break
    case 'settings':
      texts.take(one)
      break
    case 'ticket':
      tickets.open(one)
      break
    case 'ticket_state':
      tickets.change(one)
      break
    case 'tags':
      tickets.tag(one)
      break
    case 'title':
      tickets.entitle(one)
      break
    case 'name':
      tickets.name(one)
      break
    case 'forgotten':
      tickets.forget(one)
  }
}

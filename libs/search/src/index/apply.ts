import type { Change, IndexedPlace } from './messages.js'
import type { Statements } from './statements.js'
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
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
  // What was somebody's and is gone must not stay in the write-ahead log.
  if (parts.tickets.takeRemoved()) wipe(parts)
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
  wipe(parts)
}

function wipe({ db }: Parts): void {
  db.database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
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

import type { MessagePort } from 'node:worker_threads'
import { applyChanges, clear, placeOf, wipe } from './apply.js'
import { findTexts } from './find-texts.js'
import { findTickets } from './find-tickets.js'
import { HashedWords } from './hashed-words.js'
import type { Asked, Calls, OpenIndex, Told } from './messages.js'
import { Statements } from './statements.js'
import { openTables } from './tables.js'
import { Texts } from './texts.js'
import { Tickets } from './tickets.js'
import { Vocabulary } from './vocabulary.js'

/** What one file, or one index in memory, can do. */
export function openCalls({ folder, masterKey }: OpenIndex): Calls & { close(): void } {
  const database = openTables(folder)
  const db = new Statements(database)
  const salt = String(db.get("SELECT value FROM meta WHERE name = 'salt'")?.['value'])
  const hashed = new HashedWords(masterKey, salt)
  const parts = { db, texts: new Texts(db), tickets: new Tickets(db, hashed) }
  const vocabulary = new Vocabulary(db)
  wipe(parts)
  return {
    apply: (changes, place) => applyChanges(parts, changes, place),
    texts: query => findTexts(db, parts.texts, vocabulary, query),
    tickets: query => findTickets(db, parts.texts, hashed, query),
    place: () => placeOf(parts),
    clear: () => clear(parts),
    close: () => database.close()
  }
}

export function serve(port: MessagePort, opening: OpenIndex): void {
  const calls = openCalls(opening)
  port.on('message', (asked: Asked | 'close') => {
    if (asked === 'close') {
      calls.close()
      port.close()
      return
    }
    port.postMessage(answer(calls, asked))
  })
  port.postMessage('ready' satisfies Told)
}

function answer(calls: Calls, asked: Asked): Told {
  const { id } = asked
  try {
    return { id, value: resultOf(calls, asked) }
  } catch (error) {
    return { id, error: String(error) }
  }
}

function resultOf(calls: Calls, asked: Asked): ReturnType<Calls[Asked['call']]> {
  switch (asked.call) {
    case 'apply':
      return calls.apply(...asked.given)
    case 'texts':
      return calls.texts(...asked.given)
    case 'tickets':
      return calls.tickets(...asked.given)
    case 'place':
      return calls.place()
    case 'clear':
      return calls.clear()
  }
}

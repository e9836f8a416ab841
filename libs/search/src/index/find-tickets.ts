import type { TicketStatus } from '#domain'
import { stem, wordsIn } from '../analyser/words.js'
import { rounded } from './find-texts.js'
import type { Field, HashedWords } from './hashed-words.js'
import type { FoundTicket, TicketQuery } from './messages.js'
import { marks, type Statements } from './statements.js'
import type { Texts } from './texts.js'

const maxWords = 32
/** A code names one ticket: it is what was meant. */
const codeScore = 1000
const usernameWeight = 10

/**
 * Whole words only: hashes have no beginnings. The rarer a word, the more it counts; ties: the newest first, then by id.
 * Usual words are looked for in names alone: they may be all of one.
 */
export function findTickets(
  db: Statements,
  { analyser, weights }: Texts,
  hashed: HashedWords,
  { words, statuses, queues, personal, limit }: TicketQuery
): FoundTicket[] {
  const scores = new Map<number, number>()
  const add = (ticket: number, score: number) => scores.set(ticket, (scores.get(ticket) ?? 0) + score)
  for (const code of codesIn(words)) {
    for (const row of db.all('SELECT number FROM tickets WHERE code = ?', code))
      add(Number(row['number']), codeScore)
  }
  const usable = new Set(analyser.terms(words).filter(term => !term.startsWith('~')))
  const all = Number(db.get('SELECT count(*) AS all_tickets FROM tickets')?.['all_tickets'])
  const weightOf = { title: weights.title, tag: weights.keywords, name: weights.title }
  for (const { hash, fields, weight } of wordsOf(words, usable, hashed, personal)) {
    const rows = db.all(
      `SELECT ticket, field FROM words WHERE word = ? AND field IN (${marks(fields)})`,
      hash,
      ...fields
    )
    const best = new Map<number, number>()
    for (const { ticket, field } of rows) {
      const here = weight ?? weightOf[field as Field]
      best.set(Number(ticket), Math.max(best.get(Number(ticket)) ?? 0, here))
    }
    const rarity = Math.log(1 + (all - best.size + 0.5) / (best.size + 0.5))
    for (const [ticket, here] of best) add(ticket, here * rarity)
  }
  return ranked(db, scores, { statuses, queues, limit })
}

interface Wanted {
  readonly hash: Buffer
  readonly fields: readonly Field[]
  readonly weight?: number
}

function wordsOf(
  words: string,
  usable: ReadonlySet<string>,
  hashed: HashedWords,
  personal: boolean
): Wanted[] {
  const chunks = new Set(words.split(/\s+/u).filter(chunk => /[\p{L}\p{N}]/u.test(chunk)))
  const folded = new Set(wordsIn(words).map(word => word.folded))
  const stems = new Set([...folded].map(stem).filter(one => usable.has(one)))
  const fields: readonly Field[] = personal ? ['title', 'tag'] : ['tag']
  return [
    ...[...stems].slice(0, maxWords).map(one => ({ hash: hashed.ofStem(one), fields })),
    ...(personal
      ? [
          ...[...folded]
            .slice(0, maxWords)
            .map(one => ({ hash: hashed.ofNameWord(one), fields: ['name'] as const })),
          ...[...chunks]
            .slice(0, maxWords)
            .map(one => ({ hash: hashed.ofUsername(one), fields: ['name'] as const, weight: usernameWeight }))
        ]
      : [])
  ]
}

/** Eight characters of Crockford base32, with or without the dash. */
const codesIn = (words: string): string[] =>
  Array.from(
    words
      .toUpperCase()
      .matchAll(/(?<![\p{L}\p{N}])([0-9A-HJKMNP-TV-Z]{4})-?([0-9A-HJKMNP-TV-Z]{4})(?![\p{L}\p{N}])/gu),
    ([, first, second]) => `${first}-${second}`
  )

function ranked(
  db: Statements,
  scores: ReadonlyMap<number, number>,
  { statuses, queues, limit }: Pick<TicketQuery, 'statuses' | 'queues' | 'limit'>
): FoundTicket[] {
  const found = [...scores].flatMap(([number, score]) => {
    const row = db.get('SELECT id, code, status, queue, created_at FROM tickets WHERE number = ?', number)
    const { id, code, status, queue, created_at: createdAt } = row ?? {}
    const isWanted =
      row &&
      (statuses === undefined || statuses.includes(String(status))) &&
      (queues === undefined || queues.includes(String(queue)))
    // What an event said it became.
    const shown = { id: String(id), code: String(code), status: status as TicketStatus, queue: String(queue) }
    return isWanted
      ? [{ kind: 'ticket' as const, score: rounded(score), createdAt: Number(createdAt), ...shown }]
      : []
  })
  found.sort((a, b) => b.score - a.score || b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1))
  return found.slice(0, limit).map(({ createdAt: _, ...ticket }) => ticket)
}

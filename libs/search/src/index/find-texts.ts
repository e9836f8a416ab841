import { stem, wordsIn } from '../analyser/words.js'
import type { FoundText, IndexedText, ShownText, TextQuery } from './messages.js'
import { marks, type Row, type Statements } from './statements.js'
import { shortcodeTerm, type Texts } from './texts.js'
import type { Vocabulary } from './vocabulary.js'

/** More words than anybody asks for; each costs time. */
const maxTerms = 32

/**
 * Best first: bm25 with the weights of desk/search; ties by kind and id, so that every process has the same order. Where nothing
 * is found in a language as it is spoken somewhere, what is in it as spoken elsewhere: of `pt-br` for `pt-pt`.
 */
export function findTexts(
  db: Statements,
  texts: Texts,
  vocabulary: Vocabulary,
  query: TextQuery
): FoundText[] {
  const { language } = query
  if (language === undefined) return foundIn(db, texts, vocabulary, query, [])
  const found = foundIn(db, texts, vocabulary, query, spokenIn(language))
  const base = language.split('-')[0] ?? ''
  return found.length > 0 || base === language ? found : foundIn(db, texts, vocabulary, query, spokenIn(base))
}

/** Spoken: what must stand among a text's languages, any of these; none: whatever it is in. */
function foundIn(
  db: Statements,
  texts: Texts,
  vocabulary: Vocabulary,
  query: TextQuery,
  spoken: readonly string[]
): FoundText[] {
  const { category, audience, kinds, limit } = query
  const isSpoken = spoken.map(() => 'instr(languages, ?) > 0').join(' OR ') || 'TRUE'
  const narrowed = [
    ...[...kinds, category ?? null, category ?? null, audience ?? null, audience ?? null],
    ...spoken
  ]
  const isWanted = `kind IN (${marks(kinds)}) AND (? IS NULL OR category = ?)
    AND (? IS NULL OR audience = ?) AND (${isSpoken})`
  if (query.words === null) {
    const rows = db.all(
      `SELECT shown, 0 AS score, coalesce(count, 0) AS uses FROM texts JOIN sources USING (number) LEFT JOIN uses ON kind = 'template' AND template = id
       WHERE ${isWanted} ORDER BY uses DESC, kind, id LIMIT ?`,
      ...[...narrowed, limit]
    )
    return rows.map(row => shown(row, undefined, texts))
  }
  const asked = termsOf(texts, vocabulary, { words: query.words, asWritten: query.asWritten })
  if (asked.match.length === 0) return []
  const { title, keywords, body } = texts.weights
  // Read as `rank` a score is worked out once. The sources are read of the best alone.
  const rows = db.all(
    `SELECT shown, ${query.highlights ? 'text' : 'NULL'} AS text, score, coalesce(count, 0) AS uses FROM (
       SELECT number, kind, id, -rank AS score FROM content JOIN texts ON texts.number = content.rowid
       WHERE content MATCH ? AND rank MATCH ? AND ${isWanted}
       ORDER BY round(score, 9) DESC, kind, id LIMIT ?
     ) JOIN sources USING (number) LEFT JOIN uses ON kind = 'template' AND template = id
     ORDER BY round(score, 9) DESC, kind, id`,
    ...[asked.match.join(' OR '), `bm25(${title}, ${keywords}, ${body})`, ...narrowed, limit]
  )
  return rows.map(row => shown(row, query.highlights ? asked : undefined, texts))
}

/**
 * What stands among the languages of a text that whoever asks for this one can read: for `ru-ru` also `ru`, and for `pt` also
 * `pt-br` (BCP 47, looked up both ways).
 */
function spokenIn(language: string): string[] {
  const parts = language.toLowerCase().split('-')
  const wider = parts.map((_, last) => `,${parts.slice(0, last + 1).join('-')},`)
  return [...wider, `,${parts.join('-')}-`]
}

interface Asked {
  readonly words: string
  readonly asWritten: boolean | undefined
}

/** What to point out: words of these terms, and those that begin so. */
interface PointedOut {
  readonly terms: ReadonlySet<string>
  readonly begun: string | undefined
}

function shown(
  { shown: told, text, score, uses }: Row,
  asked: PointedOut | undefined,
  { analyser }: Texts
): FoundText {
  const small: ShownText = JSON.parse(String(told))
  const words = asked ? analyser.wordsWith(asked.terms, wholeOf(JSON.parse(String(text))), asked.begun) : []
  return { ...small, score: rounded(Number(score)), uses: Number(uses), highlights: words.slice(0, 10) }
}

const wholeOf = ({ title, keywords, body }: IndexedText): string => [title, ...keywords, ...body].join('\n')

/** So that a figure of the last bit is nobody's order or answer. */
export const rounded = (score: number): number => Number(score.toPrecision(6))

/**
 * What is looked for in the index: of the terms that something has those that the fewest have; for the last word, which may
 * not be finished, whatever begins with it; for a word that nothing has, what is a letter away.
 */
function termsOf({ analyser, version }: Texts, vocabulary: Vocabulary, { words, asWritten }: Asked) {
  const documents = (term: string) => vocabulary.documents(term, version)
  const terms = [...new Set(analyser.terms(words))]
  const known = terms.filter(term => documents(term) > 0)
  const rarest = new Set(known.toSorted((a, b) => documents(a) - documents(b)).slice(0, maxTerms))
  const begun = terms.length > 0 ? unfinished(words) : undefined
  const prefix = begun !== undefined && vocabulary.hasPrefix(begun) ? begun : undefined
  const begins = begun === undefined ? [] : vocabulary.shorterThan(begun)
  const isBegun = prefix !== undefined || begins.length > 0
  const unknown = asWritten ? [] : analyser.words(words).filter(one => documents(stem(one)) === 0)
  const mistyped = [...new Set(unknown)].filter(one => !(isBegun && one === begun)).slice(0, maxTerms)
  const code = /^[\p{L}\p{N}_-]{1,64}$/u.test(words.trim()) ? shortcodeTerm(words.trim()) : undefined
  const found = new Set([
    ...known.filter(term => rarest.has(term)),
    ...mistyped.flatMap(one => vocabulary.near(one, version)),
    ...begins,
    ...(code !== undefined && documents(code) > 0 ? [code] : [])
  ])
  const match = Array.from(found, term => `"${term}"`)
  return { terms: found, begun, match: prefix === undefined ? match : [...match, `"${prefix}"*`] }
}

/** The last word, folded, where nothing follows it and it is long enough to begin others. */
function unfinished(words: string): string | undefined {
  const last = wordsIn(words).at(-1)?.folded
  const isOpen = last !== undefined && last.length >= 2 && /[\p{L}\p{N}\p{M}]$/u.test(words.normalize('NFKC'))
  return isOpen ? last : undefined
}

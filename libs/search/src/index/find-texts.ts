import { stem, wordsIn } from '../analyser/words.js'
import type { FoundText, IndexedText, ShownText, TextQuery } from './messages.js'
import { marks, type Row, type Statements } from './statements.js'
import { shortcodeTerm, type Texts } from './texts.js'
import type { Vocabulary } from './vocabulary.js'

/** More words than anybody asks for; each costs time. */
const maxTerms = 32

/** Best first: bm25 with the weights of desk/search; ties by kind and id, so that every process has the same order. */
export function findTexts(
  db: Statements,
  texts: Texts,
  vocabulary: Vocabulary,
  query: TextQuery
): FoundText[] {
  const { language, category, audience, kinds, limit } = query
  const spoken = language === undefined ? [] : spokenIn(language)
  const isSpoken = spoken.map(() => 'instr(languages, ?) > 0').join(' OR ') || 'TRUE'
  const narrowed = [
    ...[...kinds, category ?? null, category ?? null, audience ?? null, audience ?? null],
    ...spoken
  ]
  const isWanted = `kind IN (${marks(kinds)}) AND (? IS NULL OR category = ?)
    AND (? IS NULL OR audience = ?) AND (${isSpoken})`
  if (query.words === null) {
    const rows = db.all(
      `SELECT shown, 0 AS score, coalesce(count, 0) AS uses FROM texts LEFT JOIN uses ON kind = 'template' AND template = id
       WHERE ${isWanted} ORDER BY uses DESC, kind, id LIMIT ?`,
      ...[...narrowed, limit]
    )
    return rows.map(row => shown(row, none, texts))
  }
  const asked = termsOf(texts, vocabulary, query.words)
  if (asked.match.length === 0) return []
  const { title, keywords, body } = texts.weights
  // The texts themselves are read of the best alone.
  const rows = db.all(
    `SELECT texts.shown, ${query.highlights ? 'texts.text' : 'NULL'} AS text, best.score, coalesce(count, 0) AS uses FROM (
       SELECT number, kind, id, -bm25(content, ?, ?, ?) AS score FROM content JOIN texts ON texts.number = content.rowid
       WHERE content MATCH ? AND ${isWanted}
       ORDER BY round(score, 9) DESC, kind, id LIMIT ?
     ) AS best JOIN texts ON texts.number = best.number
     LEFT JOIN uses ON best.kind = 'template' AND template = best.id
     ORDER BY round(best.score, 9) DESC, best.kind, best.id`,
    ...[title, keywords, body, asked.match.join(' OR '), ...narrowed, limit]
  )
  return rows.map(row => shown(row, query.highlights ? asked.terms : none, texts))
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

const none: ReadonlySet<string> = new Set()

function shown(
  { shown: told, text, score, uses }: Row,
  terms: ReadonlySet<string>,
  { analyser }: Texts
): FoundText {
  const small: ShownText = JSON.parse(String(told))
  const whole = terms.size === 0 ? '' : wholeOf(JSON.parse(String(text)))
  const highlights = analyser.wordsWith(terms, whole).slice(0, 10)
  return { ...small, score: rounded(Number(score)), uses: Number(uses), highlights }
}

const wholeOf = ({ title, summary, keywords, body }: IndexedText): string =>
  [title, summary, ...keywords, ...body].join('\n')

/** So that a figure of the last bit is nobody's order or answer. */
export const rounded = (score: number): number => Number(score.toPrecision(6))

/**
 * What is looked for in the index: each term, and for the last word, which may not be finished, whatever begins with it;
 * for a word that nothing has, what is a letter away.
 */
function termsOf({ analyser, version }: Texts, vocabulary: Vocabulary, words: string) {
  const terms = [...new Set(analyser.terms(words))].slice(0, maxTerms)
  const code = /^[\p{L}\p{N}_-]{1,64}$/u.test(words.trim()) ? shortcodeTerm(words.trim()) : undefined
  const last = wordsIn(words).at(-1)?.folded
  const isOpen = last !== undefined && last.length >= 2 && /[\p{L}\p{N}\p{M}]$/u.test(words.normalize('NFKC'))
  const begun = isOpen && terms.length > 0 ? last : undefined
  const prefix = begun !== undefined && vocabulary.hasPrefix(begun) ? begun : undefined
  const begins = begun === undefined ? [] : vocabulary.shorterThan(begun)
  const isBegun = prefix !== undefined || begins.length > 0
  const unknown = new Set(analyser.words(words).filter(one => !(isBegun && one === last)))
  const found = [
    ...terms.filter(term => vocabulary.has(term)),
    ...[...unknown]
      .filter(one => !vocabulary.has(stem(one)))
      .slice(0, maxTerms)
      .flatMap(one => vocabulary.near(one, version)),
    ...begins
  ]
  if (code !== undefined && vocabulary.has(code)) found.push(code)
  const match = [...new Set(found)].map(term => `"${term}"`)
  return { terms: new Set(found), match: prefix === undefined ? match : [...match, `"${prefix}"*`] }
}

import type { Search } from './feed/search.js'
import type { FoundText } from './index/messages.js'

const most = 3
/** Of the best one's score: what is less is there for a word by the way. */
const threshold = 0.4
/** As much as the first messages of a ticket hold. */
const mostCharacters = 100_000

const greetings =
  /\b(?:good\s+(?:morning|day|afternoon|evening|night)|greetings|dear\s+(?:team|support|all|sirs?))\b|(?<!\p{L})(?:добр(?:ый|ое|ого|ой)\s+(?:день|утро|утра|вечер|вечера|дня|ночи)|доброго\s+времени\s+суток|здравствуй)(?!\p{L})/giu

/** The articles that something said in these words may be about, best first; none for greetings and words without a hit. */
export async function suggestArticles(
  search: Pick<Search, 'texts'>,
  words: readonly string[]
): Promise<readonly FoundText[]> {
  // The dot says that the last word is whole.
  const asked = `${words.join('\n').slice(0, mostCharacters).replaceAll(greetings, ' ')}.`
  // Nobody looked for these words: what is a letter away from one of them is another word.
  const hits = await search.texts({ words: asked, kinds: ['article'], limit: most, asWritten: true })
  return hits.filter(({ score }) => score >= (hits[0]?.score ?? 0) * threshold)
}

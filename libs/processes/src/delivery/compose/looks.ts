import { cut, plain, prefixed, type RichText } from '#telegram'
import { cardWords, type Language } from '../../words/index.js'

/**
 * How things look in a topic, so that they are told apart at a glance: a customer's words stand under their name, what
 * the desk says by itself is small print, and colleagues' messages are their own.
 */

const longestName = 64
/** What a name line takes of a message's room, however long the name is: where a long text is cut must not change with it. */
export const nameRoom = longestName + 1

/** Who says it, before what they say. `inLine`: whether a word on how it came stands in the same line. */
export function nameLine(
  displayName: string,
  language: Language,
  { inLine, withEntities }: { readonly inLine: boolean; readonly withEntities: boolean }
): RichText {
  const name = cut(displayName.replaceAll(/\s+/g, ' ').trim() || cardWords[language].nameless, longestName)
  const text = name + (inLine ? ' ' : '\n')
  return withEntities ? { text, entities: [{ type: 'bold', offset: 0, length: name.length }] } : plain(text)
}

/** What the desk says by itself: a mark, and italics. With a person's mention or the like inside, if there is one. */
export function quiet(said: string | RichText): RichText {
  const { text, entities } = typeof said === 'string' ? { text: said, entities: [] } : said
  const moved = entities.map(entity => ({ ...entity, offset: entity.offset + quietMark.length }))
  const length = quietMark.length + text.length
  return { text: quietMark + text, entities: [{ type: 'italic', offset: 0, length }, ...moved] }
}

/** Only its first line is the desk's own. */
export function quietHead(text: string): RichText {
  const end = text.indexOf('\n')
  const head = end < 0 ? text : text.slice(0, end)
  return prefixed(quiet(head), plain(text.slice(head.length)))
}

const quietMark = '▸ '

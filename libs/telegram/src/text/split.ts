import { captionLimit, type RichText, sliceText, textLimit } from './rich-text.js'

/** Telegram leaves out what is beyond. */
export const mostEntities = 100

/**
 * Cuts a text into parts of at most `limit` UTF-16 units and 100 entities that together are the text: after a paragraph, else
 * a line, else a space, else between two characters. Entities are clipped to their part. No parts for no text.
 * A part can be blank (then Telegram does not take it): see `isBlank`.
 */
export function splitText(input: RichText, limit: number = textLimit): RichText[] {
  if (limit < 2) throw new RangeError('a character may have two units')
  const parts: RichText[] = []
  for (let from = 0; from < input.text.length; ) {
    const most = Math.min(limit, formatted(input, from) - from)
    const to = input.text.length - from <= most ? input.text.length : cut(input, from, most)
    parts.push(sliceText(input, from, to))
    from = to
  }
  return parts
}

/**
 * A caption stays with its media when it fits; else the media go without one and the whole caption follows as text.
 */
export function splitCaption(
  input: RichText,
  limit: number = captionLimit
): { caption: RichText | undefined; following: RichText[] } {
  if (input.text === '') return { caption: undefined, following: [] }
  return input.text.length <= limit && input.entities.length <= mostEntities
    ? { caption: input, following: [] }
    : { caption: undefined, following: splitText(input) }
}

/** How far a part that begins at `from` may go without losing any formatting. */
function formatted({ text, entities }: RichText, from: number): number {
  if (entities.length <= mostEntities) return text.length
  const begins = entities.flatMap(({ offset, length }) => (offset + length > from ? [offset] : []))
  const first = begins.sort((one, other) => one - other)[mostEntities] ?? text.length
  return first > from + 1 ? first : text.length
}

/** Where the part that begins at `from` ends. A separator counts only when it leaves no tiny part. */
function cut(input: RichText, from: number, limit: number): number {
  const { text } = input
  const max = from + limit
  for (const separator of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(separator, max - separator.length)
    if (at > from + limit / 4) return at + separator.length
  }
  const splitsPair = (at: number) => /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(at - 1, at + 1))
  const fits = (at: number) => at > from && !splitsPair(at)
  return [beforeEmoji(input, max), betweenGraphemes(text, from, max), max].find(fits) ?? max - 1
}

/** Telegram takes a custom emoji only whole. */
function beforeEmoji({ entities }: RichText, at: number): number {
  const torn = entities.find(
    ({ type, offset, length }) => type === 'custom_emoji' && offset < at && at < offset + length
  )
  return torn?.offset ?? -1
}

const graphemes = new Intl.Segmenter()
const neighbourhood = 64

/** The last place up to `at` where what a reader sees as one character is not torn, if there is one near. */
function betweenGraphemes(text: string, from: number, at: number): number {
  const start = Math.max(from, at - neighbourhood)
  const cluster = graphemes.segment(text.slice(start, at + neighbourhood)).containing(at - start)
  return cluster && cluster.index > 0 ? start + cluster.index : -1
}

import { decode } from './decode.js'
import { lower } from './links.js'
import { bytesBefore, parseError } from './parse-error.js'

export interface StartTag {
  name: string
  attributes: ReadonlyMap<string, string>
  /** Where the text goes on. */
  end: number
}

const known: ReadonlySet<string> = new Set([
  ...['a', 'b', 'strong', 'i', 'em', 's', 'strike', 'del', 'u', 'ins'],
  ...['tg-spoiler', 'tg-emoji', 'tg-time', 'span', 'pre', 'code', 'blockquote']
])

const tagName = /[^ \t\r\n\v>]*/y
const spaces = /[ \t\r\n\v]*/y
const attributeName = /[^ \t\r\n\v=>/"']*/y
const bareValue = /[A-Za-z0-9.-]*/y
const behindBareValue = /^[ \t\r\n\v>]?$/

const take = (pattern: RegExp, source: string, at: number): string => {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0] ?? ''
}
const afterSpaces = (source: string, at: number): number => at + take(spaces, source, at).length

/** Reads a start tag from its `<`, with TDLib's complaints. */
export function startTag(source: string, begin: number): StartTag {
  const where = `at byte offset ${bytesBefore(source, begin)}`
  const name = lower(take(tagName, source, begin + 1))
  let at = begin + 1 + name.length
  if (at >= source.length) throw parseError(`Unclosed start tag ${where}`)
  if (!known.has(name)) throw parseError(`Unsupported start tag "${name}" ${where}`)
  const unclosed = () => parseError(`Unclosed start tag "${name}" ${where}`)
  const attributes = new Map<string, string>()
  for (;;) {
    at = afterSpaces(source, at)
    if (source[at] === '>') break
    const key = take(attributeName, source, at)
    if (key === '') throw parseError(`Empty attribute name in the tag "${name}" ${where}`)
    at = afterSpaces(source, at + key.length)
    if (at >= source.length) throw unclosed()
    if (source[at] !== '=') {
      attributes.set(key, '')
      continue
    }
    at = afterSpaces(source, at + 1)
    if (at >= source.length) throw unclosed()
    const value = valueAt(source, at)
    if (value.end >= source.length) throw parseError(`Unclosed start tag ${where}`)
    attributes.set(key, value.text)
    at = value.end
  }
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw parseError(`Tag "span" must have class "tg-spoiler" ${where}`)
  }
  return { name, attributes, end: at + 1 }
}

function valueAt(source: string, at: number): { text: string; end: number } {
  const quote = source[at]
  if (quote === '"' || quote === "'") {
    const end = source.indexOf(quote, at + 1)
    if (end < 0) return { text: '', end: source.length }
    return { text: decode(source.slice(at + 1, end)).text, end: end + 1 }
  }
  const bare = take(bareValue, source, at)
  const end = at + bare.length
  if (!behindBareValue.test(source[end] ?? '')) {
    throw parseError(`Unexpected end of name token at byte offset ${bytesBefore(source, at)}`)
  }
  return { text: lower(bare), end }
}

/** Reads an end tag from its `<`. */
export function endTag(source: string, begin: number): { name: string; end: number } {
  const raw = take(tagName, source, begin + 2)
  const at = afterSpaces(source, begin + 2 + raw.length)
  if (source[at] !== '>') {
    throw parseError(`Unclosed end tag at byte offset ${bytesBefore(source, begin)}`)
  }
  return { name: lower(raw), end: at + 1 }
}

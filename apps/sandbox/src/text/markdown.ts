import type { MessageEntity } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import type { Formatted } from './entities.js'

type Simple = 'bold' | 'italic' | 'underline' | 'strikethrough' | 'spoiler'
const marksV2: [string, Simple][] = [
  ['||', 'spoiler'],
  ['__', 'underline'],
  ['*', 'bold'],
  ['_', 'italic'],
  ['~', 'strikethrough']
]
const marksV1: [string, Simple][] = [
  ['*', 'bold'],
  ['_', 'italic']
]
const reservedV2 = new Set('_*[]()~`>#+-=|{}.!')

const named = (type: Simple): string => type.charAt(0).toUpperCase() + type.slice(1)

/** Telegram's MarkdownV2, and the legacy Markdown with `version2` false. Unescaped reserved characters are errors in V2. */
export function fromMarkdown(source: string, version2: boolean): Formatted {
  const marks = version2 ? marksV2 : marksV1
  const entities: MessageEntity[] = []
  const open: { mark: string; type: Simple; offset: number }[] = []
  let text = ''
  let link: number | undefined
  let quote: number | undefined
  let at = 0
  const bytes = () => Buffer.byteLength(source.slice(0, at))
  const unclosed = (what: string) =>
    badRequest(`can't parse entities: Can't find end of ${what} entity at byte offset ${bytes()}`)

  const code = (fence: string, type: 'pre' | 'code') => {
    let end = source.indexOf(fence, at + fence.length)
    while (version2 && end > 0 && source[end - 1] === '\\') end = source.indexOf(fence, end + 1)
    if (end < 0) throw unclosed(type === 'pre' ? 'Pre' : 'Code')
    let inner = source.slice(at + fence.length, end)
    const language = type === 'pre' ? /^([\w+-]*)\n/.exec(inner) : null
    if (language) inner = inner.slice(language[0].length)
    if (version2) inner = inner.replace(/\\([\\`])/g, '$1')
    if (inner !== '') entities.push({ type, offset: text.length, length: inner.length })
    text += inner
    at = end + fence.length
  }
  const closeLink = (from: number) => {
    const end = source.indexOf(')', at + 2)
    if (end < 0) throw unclosed('URL')
    const url = source.slice(at + 2, end).replace(/\\(.)/g, '$1')
    entities.push({ type: 'text_link', url, offset: from, length: text.length - from })
    link = undefined
    at = end + 1
  }

  const endQuote = (type: 'blockquote' | 'expandable_blockquote' = 'blockquote') => {
    if (quote === undefined) return
    const left = open.at(-1)
    if (left) throw unclosed(named(left.type))
    const length = (text.endsWith('\n') ? text.length - 1 : text.length) - quote
    if (length > 0) entities.push({ type, offset: quote, length })
    quote = undefined
  }
  /** A line that starts with `>` begins or continues a block quote, one with `**>` begins another. */
  const quoted = (): boolean => {
    if (!version2 || (at > 0 && source[at - 1] !== '\n')) return false
    const fresh = source.startsWith('**>', at)
    const starts = fresh || source[at] === '>'
    if (fresh || !starts) endQuote()
    if (!starts || (quote === undefined && open.length > 0)) return false
    quote ??= text.length
    at += fresh ? 3 : 1
    return true
  }
  /** `||` that closes no spoiler, at the end of a quote: the quote can be expanded. */
  const expandable = (): boolean =>
    quote !== undefined &&
    source.startsWith('||', at) &&
    !open.some(({ mark }) => mark === '||') &&
    /^\|\|(?:$|\n(?!>))/.test(source.slice(at, at + 4))

  while (at < source.length) {
    if (quoted()) continue
    const char = source.charAt(at)
    if (char === '\\' && at + 1 < source.length) {
      text += source.charAt(at + 1)
      at += 2
    } else if (source.startsWith('```', at)) code('```', 'pre')
    else if (char === '`') code('`', 'code')
    else if (expandable()) {
      endQuote('expandable_blockquote')
      at += 2
    } else if (char === '[' && link === undefined) {
      link = text.length
      at += 1
    } else if (link !== undefined && source.startsWith('](', at)) closeLink(link)
    else {
      const mark = marks.find(([sign]) => source.startsWith(sign, at))
      const last = open.at(-1)
      if (mark && last && last.mark === mark[0]) {
        open.pop()
        if (text.length > last.offset) {
          entities.push({ type: last.type, offset: last.offset, length: text.length - last.offset })
        }
        at += mark[0].length
      } else if (mark) {
        open.push({ mark: mark[0], type: mark[1], offset: text.length })
        at += mark[0].length
      } else if (version2 && reservedV2.has(char)) {
        throw badRequest(
          `can't parse entities: Character '${char}' is reserved and must be escaped with the preceding '\\'`
        )
      } else {
        text += char
        at += 1
      }
    }
  }
  const left = open.at(-1)
  if (left) throw unclosed(named(left.type))
  endQuote()
  if (link !== undefined) throw unclosed('URL')
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) }
}

import type { MessageEntity } from '@grammyjs/types'
import { badRequest } from '../api-error.js'
import type { Formatted } from './entities.js'

const simple: Record<string, 'bold' | 'italic' | 'underline' | 'strikethrough' | 'spoiler' | 'code' | 'pre'> =
  {
    b: 'bold',
    strong: 'bold',
    i: 'italic',
    em: 'italic',
    u: 'underline',
    ins: 'underline',
    s: 'strikethrough',
    strike: 'strikethrough',
    del: 'strikethrough',
    'tg-spoiler': 'spoiler',
    code: 'code',
    pre: 'pre'
  }

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }

const decode = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(lt|gt|amp|quot));/gi, (whole, dec, hex, name) => {
    if (name) return named[String(name).toLowerCase()] ?? whole
    const code = dec ? Number(dec) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

const attribute = (attributes: string, name: string): string | undefined => {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes)
  return found ? decode(found[1] ?? found[2] ?? found[3] ?? '') : undefined
}

interface Open {
  tag: string
  offset: number
  attributes: string
}

function entityOf({ tag, offset, attributes }: Open, length: number): MessageEntity | undefined {
  const at = { offset, length }
  const kind = simple[tag]
  if (kind) return { type: kind, ...at }
  switch (tag) {
    case 'span':
      return { type: 'spoiler', ...at }
    case 'blockquote':
      return { type: /\bexpandable\b/i.test(attributes) ? 'expandable_blockquote' : 'blockquote', ...at }
    case 'a': {
      const url = attribute(attributes, 'href')
      return url ? { type: 'text_link', url, ...at } : undefined
    }
    case 'tg-emoji':
      return { type: 'custom_emoji', custom_emoji_id: attribute(attributes, 'emoji-id') ?? '', ...at }
    default:
      return undefined
  }
}

const known = (tag: string, attributes: string): boolean =>
  tag in simple ||
  ['a', 'blockquote', 'tg-emoji'].includes(tag) ||
  (tag === 'span' && attribute(attributes, 'class') === 'tg-spoiler')

/** Telegram's HTML. What it does not know is an error, as there. */
export function fromHtml(source: string): Formatted {
  const entities: MessageEntity[] = []
  const open: Open[] = []
  let text = ''
  let rest = 0
  const bytesUpTo = (index: number) => Buffer.byteLength(source.slice(0, index))
  for (const match of source.matchAll(/<(\/?)([a-z][a-z0-9-]*)?([^<>]*)>?/gi)) {
    text += decode(source.slice(rest, match.index))
    rest = match.index + match[0].length
    const tag = (match[2] ?? '').toLowerCase()
    const attributes = match[3] ?? ''
    const where = bytesUpTo(match.index)
    if (!match[0].endsWith('>'))
      throw badRequest(`can't parse entities: Unclosed start tag at byte offset ${where}`)
    if (match[1] === '/') {
      const last = open.pop()
      if (!last) throw badRequest(`can't parse entities: Unexpected end tag at byte offset ${where}`)
      if (tag !== '' && tag !== last.tag) {
        throw badRequest(
          `can't parse entities: Unmatched end tag at byte offset ${where}, expected "</${last.tag}>", found "</${tag}>"`
        )
      }
      const entity = entityOf(last, text.length - last.offset)
      if (entity && entity.length > 0) entities.push(entity)
      continue
    }
    if (!known(tag, attributes)) {
      throw badRequest(`can't parse entities: Unsupported start tag "${tag}" at byte offset ${where}`)
    }
    open.push({ tag, offset: text.length, attributes })
  }
  text += decode(source.slice(rest))
  const left = open.pop()
  if (left)
    throw badRequest(`can't parse entities: Can't find end tag corresponding to start tag "${left.tag}"`)
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) }
}

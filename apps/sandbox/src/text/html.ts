import type { MessageEntity } from '@grammyjs/types'
import { customEmojiId, dateTimeFormat } from './app-links.js'
import { decode } from './decode.js'
import type { Formatted } from './entities.js'
import { endTag, type StartTag, startTag } from './html-tag.js'
import { linked, type Span, sorted } from './make.js'
import { bytesBefore, parseError } from './parse-error.js'

type Simple = 'bold' | 'italic' | 'underline' | 'strikethrough' | 'spoiler'
const simple: ReadonlyMap<string, Simple> = new Map([
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['u', 'underline'],
  ['ins', 'underline'],
  ['s', 'strikethrough'],
  ['strike', 'strikethrough'],
  ['del', 'strikethrough'],
  ['tg-spoiler', 'spoiler'],
  ['span', 'spoiler']
])

interface Open extends StartTag {
  offset: number
}

/** Telegram's HTML, read as TDLib reads it. What it does not know is an error, as there. */
export function fromHtml(source: string): Formatted {
  if (source.includes('\0')) throw parseError('Text must not contain null bytes')
  const parser = new Html()
  let broken = false
  let at = 0
  while (at < source.length) {
    const tag = source.indexOf('<', at)
    const words = decode(source.slice(at, tag < 0 ? source.length : tag))
    parser.text += words.text
    broken ||= words.broken
    if (tag < 0) break
    at = source[tag + 1] === '/' ? parser.close(source, tag) : parser.open(source, tag)
  }
  parser.finish()
  if (broken) {
    throw parseError(
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units'
    )
  }
  return { text: parser.text, entities: sorted(parser.entities) }
}

class Html {
  text = ''
  readonly entities: MessageEntity[] = []
  private readonly nested: Open[] = []
  /** What `<code class="language-…">` names: it counts only in or around a `<pre>` of the same text. */
  private readonly languages = new Map<MessageEntity, string>()

  open(source: string, begin: number): number {
    const tag = startTag(source, begin)
    this.nested.push({ ...tag, offset: this.text.length })
    return tag.end
  }

  close(source: string, begin: number): number {
    const where = `at byte offset ${bytesBefore(source, begin)}`
    const open = this.nested.at(-1)
    if (!open) throw parseError(`Unexpected end tag ${where}`)
    const { name, end } = endTag(source, begin)
    if (name !== '' && name !== open.name) {
      throw parseError(`Unmatched end tag ${where}, expected "</${open.name}>", found "</${name}>"`)
    }
    this.nested.pop()
    const length = this.text.length - open.offset
    if (length > 0) this.entities.push(...this.made(open, { offset: open.offset, length }))
    return end
  }

  finish(): void {
    const left = this.nested.at(-1)
    if (left) throw parseError(`Can't find end tag corresponding to start tag "${left.name}"`)
  }

  private made({ name, attributes }: Open, at: Span): MessageEntity[] {
    const type = simple.get(name)
    if (type) return [{ type, ...at }]
    switch (name) {
      case 'a':
        return linked(attributes.get('href') || this.text.slice(at.offset), at)
      case 'blockquote':
        return [{ type: attributes.has('expandable') ? 'expandable_blockquote' : 'blockquote', ...at }]
      case 'tg-emoji':
        return emoji(attributes, at)
      case 'tg-time':
        return time(attributes, at)
      case 'pre':
        return [this.pre(at)]
      case 'code':
        return this.code(at, /^language-(.+)$/s.exec(attributes.get('class') ?? '')?.[1])
      default:
        return []
    }
  }

  /** The entity made last, when it has the same text. */
  private sameText({ offset, length }: Span): MessageEntity | undefined {
    const last = this.entities.at(-1)
    return last?.offset === offset && last.length === length ? last : undefined
  }

  private pre(at: Span): MessageEntity {
    const inner = this.sameText(at)
    const language = inner?.type === 'code' ? this.languages.get(inner) : undefined
    if (language !== undefined) this.entities.pop()
    return { type: 'pre', ...(language !== undefined && { language }), ...at }
  }

  private code(at: Span, language: string | undefined): MessageEntity[] {
    const inner = this.sameText(at)
    if (language !== undefined && inner?.type === 'pre' && inner.language === undefined) {
      inner.language = language
      return []
    }
    const code: MessageEntity = { type: 'code', ...at }
    if (language !== undefined) this.languages.set(code, language)
    return [code]
  }
}

type Attributes = StartTag['attributes']

function emoji(attributes: Attributes, at: Span): MessageEntity[] {
  const custom_emoji_id = customEmojiId(attributes.get('emoji-id'))
  if (custom_emoji_id === undefined) throw parseError('Invalid custom emoji identifier specified')
  return [{ type: 'custom_emoji', custom_emoji_id, ...at }]
}

/** Without a time there is nothing to format: the words stay. */
function time(attributes: Attributes, at: Span): MessageEntity[] {
  const date_time_format = dateTimeFormat(attributes.get('format') ?? '')
  if (date_time_format === undefined) throw parseError('Invalid date format used')
  const unix_time = Number.parseInt(attributes.get('unix') ?? '', 10)
  return unix_time > 0 ? [{ type: 'date_time', unix_time, date_time_format, ...at }] : []
}

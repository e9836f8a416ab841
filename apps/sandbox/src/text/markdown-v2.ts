import type { MessageEntity } from '@grammyjs/types'
import { dateTimeFormat, emojiOfLink, timeOfLink } from './app-links.js'
import type { Formatted } from './entities.js'
import { linked, type Span, sorted } from './make.js'
import {
  emoji,
  isCode,
  italic,
  type Kind,
  kinds,
  link,
  pre,
  preCode,
  quote,
  spoiler
} from './markdown-kinds.js'
import { address, escapedAt, fence } from './markdown-parts.js'
import { bytesBefore, parseError } from './parse-error.js'

interface Open {
  kind: Kind
  /** Where it begins, in the text that is made and in what was given. */
  offset: number
  index: number
  language: string
}

const reserved = new Set('_*[]()~`>#+-=|{}.!\n')

/** Telegram's MarkdownV2, read as TDLib reads it: reserved characters must be escaped, entities may nest. */
export function fromMarkdownV2(source: string): Formatted {
  const parser = new MarkdownV2(source)
  while (parser.at < source.length) parser.step()
  parser.finish()
  return { text: parser.text, entities: sorted(parser.entities) }
}

class MarkdownV2 {
  at = 0
  text = ''
  readonly entities: MessageEntity[] = []
  private readonly nested: Open[] = []
  private inQuote = false
  /** Nothing but marks since the line began. */
  private mayQuote = true

  constructor(private readonly source: string) {}

  step(): void {
    const sign = this.source.charAt(this.at)
    const escaped = escapedAt(this.source, this.at)
    const inCode = isCode(this.nested.at(-1)?.kind)
    if (escaped !== undefined) {
      this.write(escaped, escaped === '\n')
      this.at += 2
    } else if (inCode ? sign !== '`' : !reserved.has(sign)) {
      this.write(sign, false)
      this.at += 1
    } else if (this.inQuote && sign === '\n' && this.source[this.at + 1] !== '>') this.closeQuote()
    else if (this.ends()) this.close()
    else this.open(sign)
  }

  finish(): void {
    if (this.inQuote) this.endQuote()
    if (this.nested.length > 0) throw this.unclosed()
  }

  private write(sign: string, beginsLine: boolean): void {
    this.text += sign
    if (sign !== '\r') this.mayQuote = beginsLine
  }

  private looking(at: string): boolean {
    return this.source.startsWith(at, this.at)
  }

  private ends(): boolean {
    const kind = this.nested.at(-1)?.kind
    if (!kind || kind === quote) return false
    return this.looking(kind.ends) && !(kind === italic && this.looking('__'))
  }

  private open(sign: string): void {
    if (sign === '\n') {
      this.write(sign, true)
      this.at += 1
    } else if (sign === '>') this.openQuote()
    else if (this.looking(pre.begins)) {
      const { language, begin } = fence(this.source, this.at)
      this.nest(language === '' ? pre : preCode, language)
      this.at = begin
    } else {
      const kind = kinds.find(({ begins }) => this.looking(begins))
      if (!kind) throw mustEscape(sign)
      this.nest(kind)
      this.at += kind.begins.length
    }
  }

  private nest(kind: Kind, language = ''): void {
    this.nested.push({ kind, offset: this.text.length, index: this.at, language })
  }

  private close(): void {
    const open = this.nested.pop()
    if (!open) return
    const { kind, language, offset } = open
    const at = { offset, length: this.text.length - offset }
    this.at += kind.ends.length
    const made = this.made(kind, language, at)
    if (at.length > 0) this.entities.push(...made)
  }

  private made(kind: Kind, language: string, at: Span): MessageEntity[] {
    if (kind.type) return [{ type: kind.type, ...at }]
    if (kind === link) return linked(this.address() ?? this.text.slice(at.offset), at)
    if (kind === emoji) return [emojiOrTime(this.address(), at)]
    return [{ type: 'pre', ...(language !== '' && { language }), ...at }]
  }

  /** What stands in parentheses behind a link's text. */
  private address(): string | undefined {
    if (this.source[this.at] !== '(') return undefined
    const { url, end } = address(this.source, this.at + 1)
    this.at = end + 1
    return url
  }

  private openQuote(): void {
    if (!this.mayQuote) throw mustEscape('>')
    if (!this.inQuote) this.nest(quote)
    this.inQuote = true
    this.at += 1
  }

  /** A line that does not go on with `>` ends the quote, and belongs to it up to its end. */
  private closeQuote(): void {
    const ended = this.endQuote()
    if (!ended) throw this.unclosed()
    this.write('\n', true)
    this.at += 1
    ended.length += 1
  }

  /** `||` as the last mark of a quote makes it expandable. Undefined when something else is still open in it. */
  private endQuote(): MessageEntity | undefined {
    const last = this.nested.at(-1)
    const behind = last?.kind === spoiler ? this.source.slice(last.index, this.at) : ''
    const expandable = behind === '||' || behind === '||\r'
    if (expandable) this.nested.pop()
    const open = this.nested.at(-1)
    if (open?.kind !== quote) return undefined
    this.nested.pop()
    this.inQuote = false
    const entity: MessageEntity = {
      type: expandable ? 'expandable_blockquote' : 'blockquote',
      offset: open.offset,
      length: this.text.length - open.offset
    }
    this.entities.push(entity)
    return entity
  }

  private unclosed() {
    const last = this.nested.at(-1)
    const where = bytesBefore(this.source, last?.index ?? 0)
    return parseError(`Can't find end of ${last?.kind.name ?? ''} entity at byte offset ${where}`)
  }
}

function emojiOrTime(url: string | undefined, at: Span): MessageEntity {
  if (url === undefined) throw parseError('The entity must contain a tg://emoji or tg://time URL')
  const custom_emoji_id = emojiOfLink(url)
  if (custom_emoji_id !== undefined) return { type: 'custom_emoji', custom_emoji_id, ...at }
  const time = timeOfLink(url)
  if (!time) throw parseError('Invalid tg://emoji or tg://time URL specified')
  const date_time_format = dateTimeFormat(time.format)
  if (date_time_format === undefined) throw parseError('Invalid date format used')
  return { type: 'date_time', unix_time: time.unix, date_time_format, ...at }
}

const mustEscape = (sign: string) =>
  parseError(`Character '${sign}' is reserved and must be escaped with the preceding '\\'`)

import { withCharacters } from './characters.js'
import { type Format, isWebAddress } from './markup.js'
import type { Rendered, TextEntity } from './template.js'

type FormatTag = Exclude<Format['type'], 'text_link'>

const formats: { readonly [tag: string]: FormatTag } = {
  ...{ b: 'bold', strong: 'bold', i: 'italic', em: 'italic', u: 'underline', ins: 'underline' },
  ...{ s: 'strikethrough', strike: 'strikethrough', del: 'strikethrough', code: 'code', kbd: 'code' },
  ...{ pre: 'pre', blockquote: 'blockquote', 'tg-spoiler': 'spoiler' },
  ...{ h1: 'bold', h2: 'bold', h3: 'bold', h4: 'bold', h5: 'bold', h6: 'bold' }
}
const words = (said: string): ReadonlySet<string> => new Set(said.split(' '))
const paragraphs = words('p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr figure')
const lines = words('li dt dd tr div section article header footer main nav aside address figcaption caption')
/** Nothing of them is seen in a chat. What is no tag of HTML, `<your number>`, is text. */
const unseen = words(
  'a span font img small big sub sup mark label center abbr cite q time td th thead tbody tfoot col colgroup svg path ' +
    'html head body title meta link iframe video audio source picture button input form details summary wbr o:p'
)

const token =
  /<!--[\s\S]*?(?:-->|$)|<(script|style)\b[^<>]*>[\s\S]*?(?:<\/\1\s*>|$)|<(?<end>\/?)(?<tag>[a-z][a-z0-9:-]*)(?<rest>(?:[\s/][^<>]*)?)>/giu
const inLines = /<(?:p|br|div|li|ul|ol|h[1-6]|tr|table|section)(?:[\s/][^<>]*)?>/iu
/** Nobody means more, and each word looks at all of them. */
const deepest = 100

/** Text of people that may be HTML, as another desk exports it: its lines, bullets and formatting, and no tag. It has no variables. */
export function htmlText(html: string): Pick<Rendered, 'text' | 'entities'> {
  const said = new Said(inLines.test(html))
  let from = 0
  for (const match of html.matchAll(token)) {
    const { end, tag: written, rest = '' } = match.groups ?? {}
    const tag = written?.toLowerCase()
    if (tag !== undefined && !isTag(tag)) continue
    said.say(withCharacters(html.slice(from, match.index)))
    from = match.index + match[0].length
    if (tag === undefined) continue
    if (end) said.end(tag)
    else said.begin(tag, rest)
  }
  said.say(withCharacters(html.slice(from)))
  return said.all()
}

const isTag = (tag: string): boolean =>
  tag === 'br' || Object.hasOwn(formats, tag) || [paragraphs, lines, unseen].some(tags => tags.has(tag))

interface Open {
  readonly tag: string
  readonly format: Format | undefined
  /** Where its first word is, once there is one. */
  offset: number | undefined
}

class Said {
  #text = ''
  readonly #entities: TextEntity[] = []
  readonly #open: Open[] = []
  /** Of each list the number of its next item; null: it has bullets. */
  readonly #lists: (number | null)[] = []
  /** What stands before the next word, if there is one. */
  #newLines = 0
  #blank = false
  #bullet = ''

  /** `isFlowing`: blanks and ends of lines are what HTML makes of them, not what stands there. */
  constructor(private readonly isFlowing: boolean) {}

  say(text: string): void {
    if (!this.isFlowing || this.#isIn('pre')) {
      this.#write(text)
      return
    }
    const flowing = text.trim().replaceAll(/\s+/gu, ' ')
    if (/^\s/u.test(text)) this.#blank = true
    this.#write(flowing)
    if (flowing !== '' && /\s$/u.test(text)) this.#blank = true
  }

  begin(tag: string, attributes: string): void {
    this.#breakFor(tag)
    if (tag === 'ul' || tag === 'ol') this.#lists.push(tag === 'ol' ? 1 : null)
    if (tag === 'li') this.#bullet = this.#nextBullet()
    if (tag === 'td' || tag === 'th') this.#blank = true
    const format = this.#formatOf(tag, attributes)
    if ((format || tag === 'a' || Object.hasOwn(formats, tag)) && this.#open.length < deepest)
      this.#open.push({ tag, format, offset: undefined })
  }

  end(tag: string): void {
    const at = this.#open.findLastIndex(one => one.tag === tag)
    if (at >= 0) for (const one of this.#open.splice(at).reverse()) this.#close(one)
    if (tag === 'ul' || tag === 'ol') this.#lists.pop()
    if (tag === 'li') this.#bullet = ''
    if (tag !== 'br') this.#breakFor(tag)
  }

  all(): Pick<Rendered, 'text' | 'entities'> {
    for (const one of this.#open.splice(0).reverse()) this.#close(one)
    this.#entities.sort((one, other) => one.offset - other.offset || other.length - one.length)
    return { text: this.#text.toWellFormed(), entities: this.#entities }
  }

  #write(text: string): void {
    if (text === '') return
    if (this.#text !== '') this.#text += '\n'.repeat(this.#newLines) || (this.#blank ? ' ' : '')
    this.#text += this.#bullet
    this.#newLines = 0
    this.#blank = false
    this.#bullet = ''
    for (const one of this.#open) one.offset ??= this.#text.length
    this.#text += text
  }

  #breakFor(tag: string): void {
    // The first line of an item stands behind its bullet.
    if (this.#bullet !== '' && tag !== 'li') return
    if (tag === 'br') this.#newLines = Math.min(this.#newLines + 1, 2)
    else if (paragraphs.has(tag)) this.#newLines = Math.max(this.#newLines, this.#lists.length > 0 ? 1 : 2)
    else if (lines.has(tag)) this.#newLines = Math.max(this.#newLines, 1)
  }

  #nextBullet(): string {
    const inner = this.#lists.length - 1
    const number = this.#lists[inner] ?? null
    if (number !== null) this.#lists[inner] = number + 1
    return `${'  '.repeat(Math.min(Math.max(inner, 0), 5))}${number === null ? '•' : `${number}.`} `
  }

  #formatOf(tag: string, attributes: string): Format | undefined {
    const type = Object.hasOwn(formats, tag) ? formats[tag] : tag === 'a' ? 'text_link' : undefined
    // Telegram lets nothing stand in code, and nothing in itself.
    if (type === undefined || this.#isIn(type) || this.#isIn('code') || this.#isIn('pre')) return undefined
    if (type !== 'text_link') return { type }
    const [, double, single, bare] =
      /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/iu.exec(attributes) ?? []
    const url = withCharacters(double ?? single ?? bare ?? '')
    return isWebAddress(url) ? { type, url } : undefined
  }

  #isIn = (type: Format['type']): boolean => this.#open.some(({ format }) => format?.type === type)

  #close({ format, offset }: Open): void {
    if (format && offset !== undefined)
      this.#entities.push({ ...format, offset, length: this.#text.length - offset })
  }
}

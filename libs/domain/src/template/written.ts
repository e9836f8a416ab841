import { isWebAddress, type Piece } from './markup.js'
import type { Rendered, Template } from './template.js'

const tags: { readonly [type: string]: string } = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  spoiler: 'tg-spoiler'
}

/** Each variable as it stands in the template: what is shown of it where there is no ticket yet. */
export const withVariablesAsWritten = ({ pieces }: Template): Template => ({
  pieces: pieces.map(
    (piece): Piece => (piece.kind === 'variable' ? { kind: 'text', text: written(piece) } : piece)
  )
})

function written({ name, fallback }: Extract<Piece, { kind: 'variable' }>): string {
  if (fallback === undefined) return `{{${name}}}`
  return `{{${name} | default: "${fallback.replaceAll(/["\\]/g, '\\$&')}"}}`
}

type Marked = Pick<Rendered, 'text'> & {
  readonly entities: readonly {
    readonly type: string
    readonly offset: number
    readonly length: number
    readonly url?: unknown
  }[]
}

/** A message that somebody wrote as the text of a template of the format `html`; what templates can't have is plain text. */
export function templateTextOf({ text, entities }: Marked): string {
  const formats = entities.flatMap(entity => {
    const begin = beginOf(entity)
    return begin ? [{ ...entity, begin, end: `</${begin.slice(1).split(/[ >]/, 1)[0]}>` }] : []
  })
  formats.sort((one, other) => one.offset - other.offset || other.length - one.length)
  const open: { readonly at: number; readonly end: string }[] = []
  let said = ''
  let from = 0
  const say = (to: number) => {
    said += escaped(text.slice(from, to))
    from = to
  }
  const closeUpTo = (at: number) => {
    for (let last = open.at(-1); last && last.at <= at; last = open.at(-1)) {
      say(last.at)
      said += last.end
      open.pop()
    }
  }
  for (const { offset, length, begin, end } of formats) {
    closeUpTo(offset)
    const at = Math.min(offset + length, open.at(-1)?.at ?? text.length)
    // In itself, in code, or over the end of another, a format is none.
    if (at < offset + length || open.some(outer => outer.end === end || /code|pre/.test(outer.end))) continue
    say(offset)
    said += begin
    open.push({ at, end })
  }
  closeUpTo(text.length)
  say(text.length)
  return said
}

function beginOf({ type, url }: Marked['entities'][number]): string | undefined {
  if (type === 'text_link' && typeof url === 'string' && isWebAddress(url))
    return `<a href="${url.replaceAll('&', '&amp;')}">`
  const tag = Object.hasOwn(tags, type) ? tags[type] : undefined
  return tag && `<${tag}>`
}

/** Outside of variables, in which nothing is read as markup. */
const escaped = (text: string): string =>
  text
    .split(/(\{\{[^{}]*\}\})/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll('&', '&amp;').replaceAll('<', '&lt;')))
    .join('')

import { showsSomething } from '#kernel'
import { characterOf, withCharacters } from './characters.js'

/** How a stretch of text looks; Telegram's own names. */
export type Format =
  | { readonly type: Exclude<FormatType, 'text_link'> }
  | { readonly type: 'text_link'; readonly url: string }

type FormatType =
  | 'bold'
  | 'italic'
  | 'underline'
  | 'strikethrough'
  | 'code'
  | 'pre'
  | 'blockquote'
  | 'spoiler'
  | 'text_link'

const tags: { readonly [tag: string]: FormatType } = {
  b: 'bold',
  i: 'italic',
  u: 'underline',
  s: 'strikethrough',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-spoiler': 'spoiler',
  a: 'text_link'
}

/** A variable as it is written: `{{ name }}` or `{{ name | default: "text" }}`. */
export interface Variable {
  readonly name: string
  readonly fallback: string | undefined
}

/** A template from its beginning to its end. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | ({ readonly kind: 'variable' } & Variable)
  | { readonly kind: 'open'; readonly format: Format }
  | { readonly kind: 'close' }

/** Why a text is no template; `at`: where, in UTF-16 units. */
export interface MarkupProblem {
  readonly code: 'variable' | 'tag' | 'unclosed' | 'link' | 'nested' | 'empty'
  readonly at: number
  readonly what: string
}

export type TemplateFormat = 'html' | 'plain'

/** A variable, or braces that begin none; a tag, or a bracket that begins none; a character by its name. */
const token =
  /\{\{\s*(?<name>[^\s|{}"]+)\s*(?:\|\s*default:\s*"(?<fallback>(?:[^"\\]|\\["\\])*)"\s*)?\}\}|(?<braces>\{\{)|<(?<tag>[^<>]*)>|(?<bracket><)|&(?<named>#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-z]{2,6});/gu

/** Reads a template once; what it holds is never read as a template or markup again. */
export function readMarkup(
  text: string,
  format: TemplateFormat
): { readonly pieces: readonly Piece[] } | { readonly problem: MarkupProblem } {
  const pieces: Piece[] = []
  const open: { readonly tag: string; readonly at: number }[] = []
  const say = (said: string) => {
    if (said !== '') pieces.push({ kind: 'text', text: said })
  }
  let end = 0
  for (const match of text.matchAll(token)) {
    const { name, fallback, braces, tag, bracket, named: character } = match.groups ?? {}
    const { index: at } = match
    const isMarkup = tag !== undefined || bracket !== undefined || character !== undefined
    if (isMarkup && format === 'plain') continue
    say(text.slice(end, at))
    end = at + match[0].length
    if (name !== undefined) {
      pieces.push({ kind: 'variable', name, fallback: fallback?.replaceAll(/\\(["\\])/g, '$1') })
    } else if (character !== undefined) say(characterOf(character) ?? match[0])
    else if (braces !== undefined) return { problem: { code: 'variable', at, what: text.slice(at, at + 40) } }
    else if (tag === undefined) return { problem: { code: 'tag', at, what: '<' } }
    else if (tag.startsWith('/')) {
      if (open.pop()?.tag !== tag.slice(1)) return { problem: { code: 'unclosed', at, what: match[0] } }
      pieces.push({ kind: 'close' })
    } else {
      const begun = beginning(tag, open)
      if ('code' in begun) return { problem: { ...begun, at, what: match[0] } }
      open.push({ tag: begun.tag, at })
      pieces.push({ kind: 'open', format: begun.format })
    }
  }
  say(text.slice(end))
  const left = open.at(-1)
  if (left) return { problem: { code: 'unclosed', at: left.at, what: `<${left.tag}>` } }
  const isEmpty = !pieces.some(
    one => one.kind === 'variable' || (one.kind === 'text' && showsSomething(one.text))
  )
  return isEmpty ? { problem: { code: 'empty', at: 0, what: '' } } : { pieces }
}

function beginning(
  written: string,
  open: readonly { readonly tag: string }[]
): { readonly tag: string; readonly format: Format } | Pick<MarkupProblem, 'code'> {
  const link = /^a\s+href\s*=\s*(?:"([^"]*)"|'([^']*)')\s*$/.exec(written)
  const type = Object.hasOwn(tags, written) ? tags[written] : undefined
  if (!link && (type === undefined || type === 'text_link')) return { code: 'tag' }
  const tag = link ? 'a' : written
  // Telegram lets nothing stand in code, and no quote or link in itself.
  if (open.some(outer => outer.tag === tag || ['code', 'pre'].includes(outer.tag))) return { code: 'nested' }
  if (type !== undefined && type !== 'text_link') return { tag, format: { type } }
  const url = withCharacters(link?.[1] ?? link?.[2] ?? '')
  return isWebAddress(url) ? { tag, format: { type: 'text_link', url } } : { code: 'link' }
}

/** http and https with a host, and nothing that hides another address. */
export const isWebAddress = (url: string): boolean =>
  /^https?:\/\/[^\s/?#\\{}<>"`]+(?:[/?#][^\s{}<>"`\\]*)?$/iu.test(url) && url.length <= 2000

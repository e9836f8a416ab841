import { bytesBefore, isSpace, parseError } from './parse-error.js'

export const isNewLine = (sign: string | undefined): boolean => sign === '\n' || sign === '\r'

/** The language behind the three backticks that begin at `at`, and where the code itself begins. */
export function fence(source: string, at: number): { language: string; begin: number } {
  const begin = at + 3
  let end = begin
  while (end < source.length && !isSpace(source[end]) && source[end] !== '`') end += 1
  const named = end > begin && end < source.length && source[end] !== '`'
  const language = named ? source.slice(begin, end) : ''
  const code = begin + language.length
  if (!isNewLine(source[code])) return { language, begin: code }
  const pair = isNewLine(source[code + 1]) && source[code + 1] !== source[code]
  return { language, begin: code + (pair ? 2 : 1) }
}

/** A backslash takes its meaning from every ASCII character behind it, in MarkdownV2. */
export const escapedAt = (source: string, at: number): string | undefined => {
  const next = source[at + 1]
  return source[at] === '\\' && next !== undefined && next > '\0' && next <= '~' ? next : undefined
}

/** The address in parentheses that begins at `at`, and where its `)` stands. */
export function address(source: string, at: number): { url: string; end: number } {
  let url = ''
  let end = at
  while (end < source.length && source[end] !== ')') {
    const escaped = escapedAt(source, end)
    url += escaped ?? source.charAt(end)
    end += escaped === undefined ? 1 : 2
  }
  if (source[end] !== ')') {
    throw parseError(`Can't find end of a URL at byte offset ${bytesBefore(source, at)}`)
  }
  return { url, end }
}

import { isJsonObject } from '#kernel'

/** Telegram's own limits are 32,768 characters and 16 levels. */
const longest = 40_000
const deepest = 40

/** Where words stand, in the order of reading; what is only a link's target or a name of a file is left out. */
const wording = [
  'label',
  'summary',
  'text',
  'expression',
  'alternative_text',
  'button',
  'buttons',
  'blocks',
  'items',
  'cells',
  'caption',
  'credit'
] as const
/** Of these each item begins a line. */
const lines: ReadonlySet<string> = new Set(['blocks', 'items', 'buttons'])

/** The words of a rich message (Bot API, RichMessage), a block a line, without formatting and media. */
export function wordsOfRichMessage(message: unknown): string {
  const parts: string[] = []
  let length = 0
  const add = (text: string): void => {
    if (length < longest) parts.push(text)
    length += text.length
  }
  const walk = (value: unknown, depth: number, key: string): void => {
    if (depth > deepest || length >= longest) return
    if (typeof value === 'string') {
      add(key === 'label' ? `${value} ` : value)
      return
    }
    if (Array.isArray(value)) {
      value.forEach((each: unknown, index) => {
        if (index > 0 && key === 'row') add(' | ')
        walk(each, depth + 1, key === 'cells' ? 'row' : key)
        if (lines.has(key) || key === 'cells') add('\n')
      })
      return
    }
    if (!isJsonObject(value)) return
    for (const each of wording) {
      if (value[each] === undefined) continue
      if (each === 'credit') add(' ')
      walk(value[each], depth + 1, each)
      if (each === 'summary') add('\n')
    }
  }
  walk(message, 0, '')
  return parts
    .join('')
    .replaceAll(/\n{2,}/g, '\n')
    .trim()
    .slice(0, longest)
}

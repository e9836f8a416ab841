import type { MessageEntity } from '@grammyjs/types'
import type { Formatted } from './entities.js'
import { linked, sorted } from './make.js'
import { fence } from './markdown-parts.js'
import { bytesBefore, parseError } from './parse-error.js'

const marks = new Set('_*`[')

/** The legacy Markdown, read as TDLib reads it: nothing nests, and inside an entity nothing is escaped. */
export function fromMarkdown(source: string): Formatted {
  const entities: MessageEntity[] = []
  let text = ''
  let at = 0
  while (at < source.length) {
    const sign = source.charAt(at)
    if (sign === '\\' && marks.has(source.charAt(at + 1))) {
      text += source.charAt(at + 1)
      at += 2
      continue
    }
    if (!marks.has(sign)) {
      text += sign
      at += 1
      continue
    }
    const pre = source.startsWith('```', at)
    const { language, begin } = pre ? fence(source, at) : { language: '', begin: at + 1 }
    const mark = pre ? '```' : sign === '[' ? ']' : sign
    const end = source.indexOf(mark, begin)
    if (end < 0) {
      throw parseError(`Can't find end of the entity starting at byte offset ${bytesBefore(source, at)}`)
    }
    const inner = source.slice(begin, end)
    const place = { offset: text.length, length: inner.length }
    text += inner
    at = end + mark.length
    if (inner === '') continue
    if (sign === '_') entities.push({ type: 'italic', ...place })
    else if (sign === '*') entities.push({ type: 'bold', ...place })
    else if (pre) entities.push({ type: 'pre', ...(language !== '' && { language }), ...place })
    else if (sign === '`') entities.push({ type: 'code', ...place })
    else {
      const close = source[at] === '(' ? source.indexOf(')', at) : -1
      const url = source[at] !== '(' ? inner : source.slice(at + 1, close < 0 ? undefined : close)
      if (source[at] === '(') at = close < 0 ? source.length : close + 1
      entities.push(...linked(url, place))
    }
  }
  return { text, entities: sorted(entities) }
}

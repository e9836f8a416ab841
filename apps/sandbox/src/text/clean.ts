import type { MessageEntity } from '@grammyjs/types'
import type { Formatted } from './entities.js'
import { sorted } from './make.js'

/** Signs that Telegram takes out of every text: carriage returns, line and direction marks, some accents. */
const removed = /[\r\u2028-\u202e]|\u0333|\u033f|\u030a/g
const control = /\p{Cc}/gu

/** Signs that may not be in a message are taken out or become spaces; entities follow. */
function withoutControl({ text, entities }: Formatted): Formatted {
  const gone = Array.from(text.matchAll(removed), ({ index }) => index)
  const kept = text.replace(removed, '').replace(control, sign => (sign === '\n' || sign > '~' ? sign : ' '))
  if (gone.length === 0) return { text: kept, entities }
  const moved = (at: number) => at - gone.filter(index => index < at).length
  return { text: kept, entities: reaching(entities, moved) }
}

function reaching(entities: readonly MessageEntity[], moved: (at: number) => number): MessageEntity[] {
  return entities.flatMap(entity => {
    const offset = moved(entity.offset)
    const length = moved(entity.offset + entity.length) - offset
    return length > 0 ? [{ ...entity, offset, length }] : []
  })
}

/** Spaces and new lines at both ends are cut, at the beginning only up to the first entity. */
function withoutEnds({ text, entities }: Formatted): Formatted {
  const end = text.replace(/[ \n]+$/, '').length
  const first = Math.min(end, ...entities.map(({ offset }) => offset))
  const start = Math.min(first, text.length - text.replace(/^[ \n]+/, '').length)
  const cut = text.slice(start, end)
  return {
    text: cut.trim() === '' ? '' : cut,
    entities: reaching(entities, at => Math.min(at, end) - start)
  }
}

const around: ReadonlySet<string> = new Set<MessageEntity['type']>([
  ...(['bold', 'italic', 'underline', 'strikethrough', 'spoiler'] as const)
])
const quotes: ReadonlySet<string> = new Set<MessageEntity['type']>(['blockquote', 'expandable_blockquote'])

/** Links, code and the like never overlap, and quotes not each other: the one that begins first stays. */
function withoutOverlaps(entities: readonly MessageEntity[]): MessageEntity[] {
  const ends = { quote: 0, other: 0 }
  return sorted(entities).filter(({ type, offset, length }) => {
    if (around.has(type)) return true
    const group = quotes.has(type) ? 'quote' : 'other'
    if (offset < ends[group]) return false
    ends[group] = offset + length
    return true
  })
}

/** A text as Telegram keeps it. */
export function cleaned({ text, entities }: Formatted): Formatted {
  const kept = withoutOverlaps(entities.filter(({ length }) => length > 0))
  const short = withoutEnds(withoutControl({ text, entities: kept }))
  return short.text === '' ? { text: '', entities: [] } : { ...short, entities: sorted(short.entities) }
}

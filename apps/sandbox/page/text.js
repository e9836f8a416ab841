import { h } from './dom.js'

const tags = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre'
}

function wrap(entity, children, text) {
  const tag = tags[entity.type]
  if (tag) return h(tag, {}, children)
  if (entity.type === 'url' || entity.type === 'text_link') {
    const href = entity.url ?? text
    if (/^https?:\/\//.test(href))
      return h('a', { href, target: '_blank', rel: 'noreferrer noopener' }, children)
  }
  return h('span', { class: `e-${entity.type}` }, children)
}

/** Text with its entities as elements. Entities nest; offsets are UTF-16 units, as in JavaScript. */
export function rich(text, entities = []) {
  const draw = (from, to, inside) => {
    const parts = []
    let at = from
    let index = 0
    while (index < inside.length) {
      const entity = inside[index]
      const end = Math.min(entity.offset + entity.length, to)
      if (entity.offset < at) {
        index += 1
        continue
      }
      if (entity.offset > at) parts.push(text.slice(at, entity.offset))
      const nested = inside.slice(index + 1).filter(other => other.offset < end)
      parts.push(wrap(entity, draw(entity.offset, end, nested), text.slice(entity.offset, end)))
      at = end
      index += 1
    }
    if (at < to) parts.push(text.slice(at, to))
    return parts
  }
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length)
  return draw(0, text.length, sorted)
}

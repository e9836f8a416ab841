import { htmlText, readTemplate, templateFormatOf, templateTexts } from '#domain'
import type { Json, JsonObject } from '#kernel'
import type { IndexedText } from '../index/messages.js'

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const textOrNull = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)
const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter(one => typeof one === 'string') : []

/** Of bodies that were checked when they were published. `body`: what a reader sees. */
export const articleText = (id: string, body: JsonObject): IndexedText => ({
  kind: 'article',
  id,
  title: text(body['title']),
  summary: text(body['summary']),
  url: textOrNull(body['url']),
  shortcode: null,
  category: textOrNull(body['category']),
  audience: text(body['audience']),
  languages: [text(body['language'])],
  keywords: texts(body['keywords']),
  body: [text(body['summary']), text(body['body'])].map(html => htmlText(html).text)
})

export function templateText(id: string, body: JsonObject): IndexedText {
  const said = templateTexts(body)
  const format = templateFormatOf(body)
  return {
    kind: 'template',
    id,
    title: text(body['name']),
    summary: '',
    url: null,
    shortcode: textOrNull(body['shortcode']),
    category: textOrNull(body['category']),
    audience: text(body['audience']),
    languages: Object.keys(said),
    keywords: texts(body['tags']),
    body: Object.values(said).map(one => {
      const read = readTemplate(one, format)
      const pieces = 'problem' in read ? [] : read.template.pieces
      return pieces
        .map(piece => (piece.kind === 'text' ? piece.text : piece.kind === 'variable' ? ' ' : ''))
        .join('')
    })
  }
}

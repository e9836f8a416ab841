import { isJsonObject, type Json, type JsonObject } from '#kernel'
import type { IndexedText } from '../index/messages.js'

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const textOrNull = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)
const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter(one => typeof one === 'string') : []

/** Tags of HTML are no words of an article. */
const withoutTags = (html: string): string => html.replaceAll(/<\/?[a-z][^<>]*>/gi, ' ')

/** Of bodies that were checked when they were published. */
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
  body: [withoutTags(text(body['body']))]
})

export function templateText(id: string, body: JsonObject): IndexedText {
  const said = isJsonObject(body['texts']) ? body['texts'] : {}
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
    body: texts(Object.values(said).filter(one => one !== undefined)).map(one =>
      withoutTags(one.replaceAll(/\{\{.*?\}\}/gs, ' '))
    )
  }
}

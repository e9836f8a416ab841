import { htmlText, type TextEntity } from '#domain'
import { cut, type JsonObject, showsSomething } from '#kernel'

export interface ArticleText {
  readonly text: string
  readonly entities: readonly TextEntity[]
}

/** Several messages, and no more than anybody reads in a chat. */
const mostOfBody = 30_000

/**
 * What a customer is sent of an article: its title in bold, its summary and its address; of one with neither of the latter
 * its text, in as many messages as it takes. HTML, as other desks export it, becomes lines, bullets and the formatting of
 * templates. Empty: nothing would be seen of it.
 */
export function articleText(article: JsonObject): ArticleText {
  const part = (name: string) => String(article[name] ?? '').trim()
  const title = part('title').toWellFormed()
  const body = showsSomething(part('summary') + part('url')) ? '' : part('body')
  const parts: ArticleText[] = [
    { text: title, entities: [{ type: 'bold', offset: 0, length: title.length }] },
    htmlText(part('summary')),
    shortened(htmlText(body)),
    { text: part('url'), entities: [] }
  ]
  return parts.filter(({ text }) => showsSomething(text)).reduce(followedBy, { text: '', entities: [] })
}

const gap = '\n\n'

function followedBy(all: ArticleText, next: ArticleText): ArticleText {
  const before = all.text === '' ? '' : all.text + gap
  return {
    text: before + next.text,
    entities: [...all.entities, ...next.entities.map(one => ({ ...one, offset: one.offset + before.length }))]
  }
}

function shortened({ text, entities }: ArticleText): ArticleText {
  if (text.length <= mostOfBody) return { text, entities }
  const begin = cut(text, mostOfBody)
  const kept = entities.flatMap(one =>
    one.offset < begin.length ? [{ ...one, length: Math.min(one.length, begin.length - one.offset) }] : []
  )
  return { text: `${begin}…`, entities: kept }
}

import type { Values } from '#domain'
import type { JsonObject } from '#kernel'

/** What texts can say of an article; undefined: of none. */
export const articleValues = (article: JsonObject | undefined): Values => ({
  'article.title': textOf(article?.['title']),
  'article.url': textOf(article?.['url'])
})

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

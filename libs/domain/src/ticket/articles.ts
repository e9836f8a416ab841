import { type MessageId, unreachable } from '#kernel'
import type { Decided } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** What happens in a ticket to articles of the knowledge base. */
export type ArticleEvent =
  /** What of it the ticket may be about, best first; the scores in whole thousandths. Empty: nothing any more. */
  | Event<'ArticleSuggested', { readonly ids: readonly string[]; readonly scores: readonly number[] }>
  /** An article is about what this ticket is about: told once of each. */
  | Event<'ArticleLinked', { readonly article: string }>
  /** The reply says what this article is and where it stands. With the reply's own event. */
  | Event<'ArticleSent', { readonly article: string; readonly messageId: MessageId }>
  /** What the customer made of an article that was sent with this reply. The last one counts. */
  | Event<
      'ArticleRated',
      { readonly article: string; readonly messageId: MessageId; readonly helpful: boolean }
    >

export type ArticleCommand =
  | { readonly type: 'LinkArticle'; readonly article: string }
  | {
      readonly type: 'SuggestArticles'
      readonly found: readonly { readonly id: string; readonly score: number }[]
    }
  | { readonly type: 'RateArticle'; readonly messageId: MessageId; readonly helpful: boolean }

export interface ArticleRecord {
  readonly linked: readonly string[]
  readonly suggested: readonly string[]
  /** By the reply that says it; what the customer made of it, null: nothing yet. */
  readonly sent: ReadonlyMap<MessageId, { readonly article: string; readonly helpful: boolean | null }>
}

export const noArticles: ArticleRecord = { linked: [], suggested: [], sent: new Map() }

type About = { readonly articles: ArticleRecord }

/** An article is linked once. */
export const linked = (article: string, { articles }: About): Decided<ArticleEvent>[] =>
  articles.linked.includes(article) ? [] : [{ type: 'ArticleLinked', data: { article } }]

/** The same ones again are no news, whatever their scores. */
export function suggested(
  { found }: Extract<ArticleCommand, { type: 'SuggestArticles' }>,
  { articles }: About
): Decided<ArticleEvent>[] {
  const ids = found.map(({ id }) => id)
  if (ids.join() === articles.suggested.join()) return []
  return [
    { type: 'ArticleSuggested', data: { ids, scores: found.map(({ score }) => Math.round(score * 1000)) } }
  ]
}

/** Undefined: this reply has sent no article. */
export function rated(
  { messageId, helpful }: Extract<ArticleCommand, { type: 'RateArticle' }>,
  { articles }: About
): Decided<ArticleEvent>[] | undefined {
  const sent = articles.sent.get(messageId)
  if (!sent || sent.helpful === helpful) return sent && []
  return [{ type: 'ArticleRated', data: { article: sent.article, messageId, helpful } }]
}

export function articlesAfter(before: ArticleRecord, event: ArticleEvent): ArticleRecord {
  switch (event.type) {
    case 'ArticleSuggested':
      return { ...before, suggested: event.data.ids }
    case 'ArticleLinked':
      return { ...before, linked: [...before.linked, event.data.article] }
    case 'ArticleSent':
      return withSent(before, event.data.messageId, { article: event.data.article, helpful: null })
    case 'ArticleRated':
      return withSent(before, event.data.messageId, event.data)
    default:
      return unreachable(event)
  }
}

const withSent = (
  before: ArticleRecord,
  messageId: MessageId,
  { article, helpful }: { readonly article: string; readonly helpful: boolean | null }
): ArticleRecord => ({ ...before, sent: new Map(before.sent).set(messageId, { article, helpful }) })

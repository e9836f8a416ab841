import type { ArticleEvent } from '#domain'

type Suggested = Extract<ArticleEvent, { type: 'ArticleSuggested' }>['data']

/** `refunds (3.247), banks (2.1)`. */
export const suggestedWithScores = ({ ids, scores }: Suggested): string =>
  ids.map((id, nth) => `${id} (${(scores[nth] ?? 0) / 1000})`).join(', ')

/** Why these articles were suggested, for people. */
export const suggestionSentence = (suggested: Suggested): string =>
  suggested.ids.length === 0
    ? 'No article has the words of the ticket any more.'
    : `These articles have words of its title, its fields or the customer’s first messages, the best first: ${suggestedWithScores(suggested)}.`

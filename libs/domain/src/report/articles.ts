import type { Instant } from '#kernel'
import type { Look, ReportTicket } from './facts.js'

/** Of one article: in how many tickets it was suggested, how often it was sent, and what customers made of that. */
export interface ArticleCounts {
  sent: number
  helpful: number
  notHelpful: number
  suggested: number
  suggestedNeverSent: number
}

export interface ArticlePeriod {
  readonly from: Instant
  readonly to: Instant
  readonly isWanted: (look: Look) => boolean
}

/**
 * Adds what a ticket says. A suggestion counts where the article was suggested first in the ticket, a rating where it was
 * given, and of several ratings in one ticket the last alone; whether it was ever sent looks at the whole ticket.
 */
export function countArticles(
  { facts }: Pick<ReportTicket, 'facts'>,
  { from, to, isWanted }: ArticlePeriod,
  counts: Map<string, ArticleCounts>
): void {
  const countsOf = (article: string): ArticleCounts => {
    const known = counts.get(article) ?? {
      sent: 0,
      helpful: 0,
      notHelpful: 0,
      suggested: 0,
      suggestedNeverSent: 0
    }
    counts.set(article, known)
    return known
  }
  const sent = new Set(facts.flatMap(({ kind, about }) => (kind === 'article_sent' ? [about] : [])))
  const suggested = new Set<string>()
  const rated = new Map<string, ReportTicket['facts'][number]>()
  const counted = ({ at, look }: ReportTicket['facts'][number]) => at >= from && at < to && isWanted(look)
  for (const fact of facts) {
    const { kind, about } = fact
    if (kind === 'article_suggested' && !suggested.has(about)) {
      suggested.add(about)
      if (!counted(fact)) continue
      countsOf(about).suggested++
      if (!sent.has(about)) countsOf(about).suggestedNeverSent++
    }
    if (kind === 'article_sent' && counted(fact)) countsOf(about).sent++
    if (kind === 'article_helpful' || kind === 'article_not_helpful') rated.set(about, fact)
  }
  for (const [article, fact] of rated) {
    if (!counted(fact)) continue
    if (fact.kind === 'article_helpful') countsOf(article).helpful++
    else countsOf(article).notHelpful++
  }
}

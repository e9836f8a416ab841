import { describe, expect, it } from '@jest/globals'
import type { QueueId } from '#kernel'
import { type ArticleCounts, countArticles } from './articles.js'
import type { Look, ReportFact } from './facts.js'

const look = (queue: string): Look => ({
  ...{ since: 0, queueId: queue as QueueId, priority: 'normal', agentId: null, tags: [] }
})
const fact = (
  kind: 'suggested' | 'sent' | 'helpful' | 'not_helpful',
  at: number,
  about = 'a',
  queue = 'general'
) => ({ kind: `article_${kind}`, at, about, look: look(queue) }) as ReportFact

function count(facts: readonly ReportFact[], from = 0, to = 100): { [article: string]: number[] } {
  const counts = new Map<string, ArticleCounts>()
  countArticles({ facts }, { from, to, isWanted: ({ queueId }) => queueId !== 'hidden' }, counts)
  return Object.fromEntries(
    [...counts].map(([id, { sent, helpful, notHelpful, suggested, suggestedNeverSent }]) => [
      id,
      [sent, helpful, notHelpful, suggested, suggestedNeverSent]
    ])
  )
}

describe('what a ticket says of articles', () => {
  it('is how often they were sent, in how many tickets they were suggested, and what was made of them', () => {
    const facts = [
      ...[
        fact('suggested', 1),
        fact('suggested', 1, 'b'),
        fact('suggested', 2),
        fact('sent', 3),
        fact('sent', 4)
      ],
      fact('helpful', 5)
    ]
    expect(count(facts)).toEqual({ a: [2, 1, 0, 1, 0], b: [0, 0, 0, 1, 1] })
  })

  it('is of the last rating alone, and where it was given', () => {
    const facts = [fact('sent', 1), fact('helpful', 2), fact('not_helpful', 200)]
    expect(count(facts)).toEqual({ a: [1, 0, 0, 0, 0] })
    expect(count(facts, 100, 300)).toEqual({ a: [0, 0, 1, 0, 0] })
  })

  it('is of the period from its beginning to before its end; whether it was ever sent is of all time', () => {
    expect(count([fact('suggested', 10), fact('sent', 20)], 10, 20)).toEqual({ a: [0, 0, 0, 1, 0] })
    expect(count([fact('suggested', 10), fact('sent', 20)], 20, 30)).toEqual({ a: [1, 0, 0, 0, 0] })
  })

  it('is of the queues that are seen', () => {
    expect(count([fact('sent', 1, 'a', 'hidden'), fact('sent', 2)])).toEqual({ a: [1, 0, 0, 0, 0] })
  })
})

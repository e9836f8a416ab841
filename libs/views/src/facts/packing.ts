import { foldTag, type Look, priorities, type ReportFact, type ReportTicket, reportFactKinds } from '#domain'
import type { AgentId, Instant, QueueId } from '#kernel'
import type { FactsDocument } from './document.js'

export const numbersPerFact = 5

/** The ticket as it was recorded by then; undefined: not yet. */
export function ticketOfFacts(
  document: FactsDocument,
  asOf: Instant = Number.POSITIVE_INFINITY
): ReportTicket | undefined {
  const { id, code, createdAt } = document
  if (createdAt > asOf) return undefined
  const { appends, looks } = looksOf(document, asOf)
  const [first] = looks
  if (!first) return undefined
  const facts: ReportFact[] = []
  const { facts: packed, words } = document
  let place = 0
  for (let i = 0; i < packed.length; i += numbersPerFact) {
    const at = createdAt + (packed[i + 2] ?? 0)
    if (at + (packed[i + 3] ?? 0) > asOf) break
    while ((appends[place + 1] ?? Number.POSITIVE_INFINITY) <= (packed[i] ?? 0)) place++
    // Only the fold beside this writes facts, with the words that belong to their kind.
    facts.push({
      kind: reportFactKinds[packed[i + 1] ?? 0],
      at,
      look: looks[place] ?? first,
      about: words[packed[i + 4] ?? -1] ?? null
    } as ReportFact)
  }
  return { id, code, createdAt, facts, looks, look: looks.at(-1) ?? first }
}

function looksOf({ createdAt, looks: packed, words }: FactsDocument, asOf: Instant) {
  const looks: Look[] = []
  const appends: number[] = []
  for (const [append = 0, after = 0, queue = 0, priority = 0, agent = -1, ...tags] of packed) {
    const since = createdAt + after
    if (since > asOf) break
    appends.push(append)
    looks.push({
      since,
      queueId: (words[queue] ?? '') as QueueId,
      priority: priorities[priority] ?? 'normal',
      agentId: (words[agent] ?? null) as AgentId | null,
      // Recorded before tags were folded, two of them may be one.
      tags: tags.length === 0 ? [] : [...new Set(tags.map(tag => foldTag(words[tag] ?? '')))]
    })
  }
  return { appends, looks }
}

import type { AgentId } from '#kernel'
import type { ReportFact, ReportTicket } from './facts.js'
import type { GroupKey } from './grouping.js'
import { countedMs, reportInstances, stillsOf, timelineOf } from './instances.js'
import { keysOf } from './looks.js'
import type { Asking, Count } from './question.js'
import { goodFrom, ratedResolutions } from './ratings.js'

const plain = (from: number, to: number): number => Math.max(0, to - from)
const unmeasured = { endedAt: null, valueMs: null }

/** What people did: replies are their author's, resolved is whoever had the ticket. */
export function countAgents(ticket: ReportTicket, asking: Asking, count: Count): void {
  const timeline = timelineOf(ticket.facts)
  countReplies(timeline, asking, count)
  for (const [i, { kind, at, look }] of timeline.entries()) {
    const keys = kind === 'resolved' ? keysOf(asking, at, look) : undefined
    if (!keys) continue
    const shown = { keys, inTotal: true, beganAt: at, ...unmeasured }
    count({ of: 'resolved', ...shown })
    if (cameBack(timeline.slice(i + 1))) count({ of: 'reopened', ...shown })
  }
  countGiven(ticket, asking, count)
  const [first] = reportInstances('first_reply', timeline)
  if (!first?.ended) return
  const { startedAt: beganAt, ended } = first
  const keys = keysOf(asking, beganAt, ended.look, authorOf(ended))
  const valueMs = countedMs(beganAt, ended.at, stillsOf(timeline), plain)
  if (keys) count({ of: 'first_reply', keys, inTotal: true, beganAt, endedAt: ended.at, valueMs })
}

/** What customers said of what the agent resolved. */
function countGiven(ticket: ReportTicket, asking: Asking, count: Count): void {
  for (const { resolved, rated } of ratedResolutions(ticket)) {
    const keys = rated ? keysOf(asking, resolved.at, resolved.look) : undefined
    if (!rated || !keys) continue
    const shown = { keys, inTotal: true, beganAt: resolved.at, endedAt: rated.at, valueMs: null }
    count({ of: 'rating', ...shown })
    if (rated.score >= goodFrom) count({ of: 'good', ...shown })
  }
}

function countReplies(timeline: readonly ReportFact[], asking: Asking, count: Count): void {
  const seen = new Set<GroupKey>()
  let isSeen = false
  for (const fact of timeline) {
    const { kind, at: beganAt, look } = fact
    const keys = kind === 'reply' ? keysOf(asking, beganAt, look, authorOf(fact)) : undefined
    if (!keys) continue
    count({ of: 'replies', keys, inTotal: true, beganAt, ...unmeasured })
    const news = keys.filter(key => !seen.has(key))
    if (news.length > 0 || !isSeen)
      count({ of: 'tickets', keys: news, inTotal: !isSeen, beganAt, ...unmeasured })
    for (const key of news) seen.add(key)
    isSeen = true
  }
}

const authorOf = (fact: ReportFact): AgentId | null => (fact.kind === 'reply' ? fact.about : null)

/** By the customer, before anything else became of it. */
function cameBack(later: readonly ReportFact[]): boolean {
  const next = later.find(
    ({ kind }) => kind === 'reopened' || kind === 'reopened_by_customer' || kind === 'closed'
  )
  return next?.kind === 'reopened_by_customer'
}

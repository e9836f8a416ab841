import type { Instant } from '#kernel'
import type { ReportFact, ReportTicket } from './facts.js'
import { keysOf } from './looks.js'
import type { Asking, Count } from './question.js'

/** From this score on a rating is a good one. */
export const goodFrom = 4

/** A resolution, and what the customer said of it: the last counts. */
export interface RatedResolution {
  readonly resolved: ReportFact
  readonly asked: boolean
  readonly rated: { readonly at: Instant; readonly score: number } | null
}

export function ratedResolutions({ facts }: ReportTicket): readonly RatedResolution[] {
  const resolutions = facts.filter(({ kind }) => kind === 'resolved')
  return resolutions.map((resolved, i) => {
    const which = String(i + 1)
    const rated = facts.findLast(({ kind, about }) => kind === 'rated' && about?.split('/')[0] === which)
    return {
      resolved,
      asked: facts.some(({ kind, about }) => kind === 'rating_requested' && about === which),
      rated: rated ? { at: rated.at, score: Number(rated.about?.split('/')[1]) } : null
    }
  })
}

/** What customers said, by when what they rate was resolved and whose the ticket was then. */
export function countRatings(ticket: ReportTicket, asking: Asking, count: Count): void {
  for (const { resolved, asked, rated } of ratedResolutions(ticket)) {
    const keys = asked || rated ? keysOf(asking, resolved.at, resolved.look) : undefined
    if (!keys) continue
    const shown = { keys, inTotal: true, beganAt: resolved.at, endedAt: rated?.at ?? null, valueMs: null }
    count({ of: 'asked', ...shown })
    if (!rated) continue
    count({ of: 'n', ...shown, score: rated.score })
    if (rated.score >= goodFrom) count({ of: 'good', ...shown })
  }
}

/** Wilson's interval for a share, at 95 %: where it lies for all we know. Null where nothing was counted. */
export function wilson(good: number, n: number): { readonly low: number; readonly high: number } | null {
  if (n === 0) return null
  const z = 1.959963984540054
  const share = good / n
  const middle = share + z ** 2 / (2 * n)
  const reach = z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))
  const scale = 1 + z ** 2 / n
  return { low: (middle - reach) / scale, high: (middle + reach) / scale }
}

import type { CountedReport } from '#application'
import { type GroupKey, type ReportName, type Tally, wilson } from '#domain'
import { type AgentId, agentIdText, type JsonObject } from '#kernel'
import { time } from '../tickets/present-ticket.js'
import { definitionOf } from './definitions.js'

/** What every report has around its numbers; `asOf` as it was asked for. */
export async function reportBody(
  name: ReportName,
  { asking, tallies }: CountedReport,
  asOf: number | undefined
): Promise<JsonObject> {
  const { from, to, timeZone, groupBy } = asking
  const groups = groupBy === 'none' ? [] : tallies.groups(asking)
  const numbers = numbersOf[name]
  const shown: JsonObject[] = []
  let since = performance.now()
  for (const { key, tally } of groups) {
    shown.push({ key: keyText(groupBy, key), ...numbers(tally, groupBy === 'hour_of_week') })
    // Years by the day are thousands of groups.
    if (performance.now() - since < sliceMs) continue
    await turn()
    since = performance.now()
  }
  await turn()
  return {
    from: time(from),
    to: time(to),
    tz: timeZone,
    as_of: asOf === undefined ? null : time(asOf),
    definition: definitionOf(name, asking),
    groups: shown,
    total: numbers(tallies.total, false)
  }
}

export const keyText = (groupBy: string, key: GroupKey): GroupKey =>
  groupBy === 'agent' && key !== null ? agentIdText(key as AgentId) : key

const numbersOf: { readonly [name in ReportName]: (tally: Tally, isHour: boolean) => JsonObject } = {
  volume: (tally, isHour) => ({
    created: tally.count('created'),
    resolved: tally.count('resolved'),
    reopened: tally.count('reopened'),
    closed: tally.count('closed'),
    // An hour of the week has no end of its own.
    backlog: isHour ? null : tally.count('backlog')
  }),
  times: tally => {
    const [median_s = null, p90_s = null, p99_s = null] = tally.ranks('n', [0.5, 0.9, 0.99])
    return {
      n: tally.count('n'),
      median_s,
      p90_s,
      p99_s,
      unfinished: tally.count('unfinished'),
      without_calendar: tally.count('without_calendar')
    }
  },
  agents: tally => {
    const [median_s = null, p90_s = null] = tally.ranks('first_reply', [0.5, 0.9])
    return {
      replies: tally.count('replies'),
      tickets: tally.count('tickets'),
      resolved: tally.count('resolved'),
      reopened: tally.count('reopened'),
      first_reply: { n: tally.count('first_reply'), median_s, p90_s },
      rating: { n: tally.count('rating'), good_share: share(tally.count('good'), tally.count('rating')) }
    }
  },
  ratings: tally => {
    const [n, asked, good] = [tally.count('n'), tally.count('asked'), tally.count('good')]
    const interval = wilson(good, n)
    return {
      n,
      asked,
      response_rate: share(n, asked),
      score: n === 0 ? null : rounded(tally.scores / n),
      good_share: share(good, n),
      wilson: interval && { low: rounded(interval.low), high: rounded(interval.high) }
    }
  }
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000
const share = (part: number, whole: number): number | null => (whole === 0 ? null : rounded(part / whole))

const sliceMs = 1.5
const turn = () => new Promise(resolve => setImmediate(resolve))

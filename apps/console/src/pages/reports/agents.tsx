import { api, got } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { duration } from '../../ui/time.js'
import { reportsWords } from '../../words/reports.js'
import { asTyped } from './as-typed.js'
import { percent } from './percent.js'
import type { Asked, Range } from './period.js'
import { type AgentsRow, queryOf, Report, type ReportNumber } from './report.js'

const numbers: readonly ReportNumber<AgentsRow>[] = [
  ...(['replies', 'tickets', 'resolved', 'reopened'] as const).map(id => ({
    id: id === 'resolved' ? ('resolvedBy' as const) : id === 'reopened' ? ('reopenedBy' as const) : id,
    of: id,
    value: (row: AgentsRow) => row[id]
  })),
  {
    id: 'firstMedian',
    of: 'first_reply',
    value: row => row.first_reply.median_s,
    show: seconds => duration(seconds)
  },
  {
    id: 'firstP90',
    of: 'first_reply',
    value: row => row.first_reply.p90_s,
    show: seconds => duration(seconds)
  },
  { id: 'good', of: 'rating', value: row => row.rating.good_share, show: percent }
]

/** Who did what. */
export function Agents({ now, range }: { now: Asked; range: Range }) {
  const query = { ...queryOf(now, range), group_by: 'agent' as const }
  const of = useLoaded(`agents ${JSON.stringify(query)}`, () =>
    got(api.GET('/api/v1/reports/agents', { params: { query: asTyped<'/api/v1/reports/agents'>(query) } }))
  )
  return (
    <Report
      name="agents"
      title={reportsWords.value.agents}
      now={now}
      range={range}
      of={of}
      numbers={numbers}
      groupBy="agent"
    />
  )
}

import { api, got } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { reportsWords } from '../../words/reports.js'
import { asTyped } from './as-typed.js'
import { percent } from './percent.js'
import type { Asked, Range } from './period.js'
import { queryOf, type RatingsRow, Report, type ReportNumber } from './report.js'

const numbers: readonly ReportNumber<RatingsRow>[] = [
  { id: 'asked', of: 'asked', value: ({ asked }) => asked },
  { id: 'rated', of: 'n', value: ({ n }) => n },
  { id: 'responseRate', of: 'asked', value: row => row.response_rate, show: percent },
  { id: 'score', of: 'n', value: ({ score }) => score },
  { id: 'goodShare', of: 'n', value: row => row.good_share, show: percent },
  { id: 'low', of: 'n', value: ({ wilson }) => wilson?.low ?? null, show: percent },
  { id: 'high', of: 'n', value: ({ wilson }) => wilson?.high ?? null, show: percent }
]

/** How customers found it. */
export function Ratings({ now, range }: { now: Asked; range: Range }) {
  const query = { ...queryOf(now, range), group_by: now.group_by }
  const of = useLoaded(`ratings ${JSON.stringify(query)}`, () =>
    got(api.GET('/api/v1/reports/ratings', { params: { query: asTyped<'/api/v1/reports/ratings'>(query) } }))
  )
  return (
    <Report
      name="ratings"
      title={reportsWords.value.ratings}
      now={now}
      range={range}
      of={of}
      numbers={numbers}
    />
  )
}

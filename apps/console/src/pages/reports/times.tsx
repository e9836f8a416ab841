import { api, got } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { Chart } from '../../ui/chart.js'
import { duration } from '../../ui/time.js'
import { reportsWords } from '../../words/reports.js'
import { asTyped } from './as-typed.js'
import type { Asked, Range } from './period.js'
import { queryOf, Report, type ReportNumber, type ReportOf, type TimesRow } from './report.js'
import { isOverTime, midOf } from './time-groups.js'

const took = (seconds: number): string => duration(seconds)
const numbers: readonly ReportNumber<TimesRow>[] = [
  { id: 'median', of: 'n', value: row => row.median_s, show: took },
  { id: 'p90', of: 'n', value: row => row.p90_s, show: took },
  { id: 'p99', of: 'n', value: row => row.p99_s, show: took },
  { id: 'n', of: 'n', value: ({ n }) => n },
  { id: 'unfinished', of: 'unfinished', value: ({ unfinished }) => unfinished }
]
const withoutCalendar: ReportNumber<TimesRow> = {
  id: 'without_calendar',
  of: 'without_calendar',
  value: row => row.without_calendar
}

/** How fast: no averages, of which one long wait makes nonsense. */
export function Times({ now, range }: { now: Asked; range: Range }) {
  const query = {
    ...queryOf(now, range),
    group_by: now.group_by,
    metric: now.metric,
    clock: now.clock
  }
  const of = useLoaded(`times ${JSON.stringify(query)}`, () =>
    got(api.GET('/api/v1/reports/times', { params: { query: asTyped<'/api/v1/reports/times'>(query) } }))
  )
  return (
    <Report
      name="times"
      title={reportsWords.value.times}
      now={now}
      range={range}
      of={of}
      numbers={now.clock === 'business' ? [...numbers, withoutCalendar] : numbers}
      chart={report => isOverTime(now.group_by) && report.groups.length > 1 && <Drawn report={report} />}
    />
  )
}

/** Drawn in hours. */
const hours = (s: number | null): number | null => (s === null ? null : Math.round(s / 36) / 100)

function Drawn({ report: { groups } }: { report: ReportOf<TimesRow> }) {
  const words = reportsWords.value
  return (
    <Chart
      label={words.inHours}
      at={groups.map(({ key }) => midOf(key))}
      series={[
        {
          label: words.numbers.median.name,
          kind: 'bars',
          color: '--accent',
          values: groups.map(one => hours(one.median_s))
        },
        {
          label: words.numbers.p90.name,
          kind: 'line',
          color: '--warn',
          values: groups.map(one => hours(one.p90_s))
        }
      ]}
    />
  )
}

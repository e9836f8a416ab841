import { api, got } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { Chart } from '../../ui/chart.js'
import { reportsWords } from '../../words/reports.js'
import { asTyped } from './as-typed.js'
import type { Asked, Range } from './period.js'
import { queryOf, Report, type ReportNumber, type ReportOf, type VolumeRow } from './report.js'
import { isOverTime, midOf } from './time-groups.js'

const numbers: readonly ReportNumber<VolumeRow>[] = (
  ['created', 'resolved', 'reopened', 'closed', 'backlog'] as const
).map(id => ({ id, of: id, value: row => row[id] }))

interface Props {
  readonly now: Asked
  readonly range: Range
}

export function useVolume({ now, range }: Props) {
  const query = { ...queryOf(now, range), group_by: now.group_by }
  return useLoaded(`volume ${JSON.stringify(query)}`, () =>
    got(api.GET('/api/v1/reports/volume', { params: { query: asTyped<'/api/v1/reports/volume'>(query) } }))
  )
}

/** How much came, and what became of it. */
export function Volume({ now, range, of }: Props & { of: ReturnType<typeof useVolume> }) {
  return (
    <Report
      name="volume"
      title={reportsWords.value.volume}
      now={now}
      range={range}
      of={of}
      numbers={numbers}
      chart={report => isOverTime(now.group_by) && report.groups.length > 1 && <Drawn report={report} />}
    />
  )
}

function Drawn({ report: { groups } }: { report: ReportOf<VolumeRow> }) {
  const words = reportsWords.value
  const series = (id: 'created' | 'resolved' | 'backlog') => ({
    label: words.numbers[id].name,
    values: groups.map(group => group[id])
  })
  return (
    <Chart
      label={words.volume}
      at={groups.map(({ key }) => midOf(key))}
      series={[
        { ...series('created'), kind: 'bars', color: '--accent' },
        { ...series('resolved'), kind: 'line', color: '--good' },
        { ...series('backlog'), kind: 'line', color: '--violet' }
      ]}
    />
  )
}

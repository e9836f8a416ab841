import { Chart } from '../../ui/chart.js'
import { Scroll } from '../../ui/scroll.js'
import { Table } from '../../ui/table.js'
import { duration } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { language } from '../../words/language.js'
import { reportsWords } from '../../words/reports.js'
import type { Asked } from './period.js'
import { Figure, keyWords, Part, type Range, useReport } from './report.js'

export interface VolumeRow {
  readonly created: number
  readonly resolved: number
  readonly reopened: number
  readonly closed: number
  readonly backlog: number | null
}
export interface TimesRow {
  readonly n: number
  readonly median_s: number | null
  readonly p90_s: number | null
  readonly p99_s: number | null
  readonly unfinished: number
}
const overTime = ['day', 'week', 'month']
const kinds = ['created', 'resolved', 'reopened', 'closed', 'backlog'] as const
const at = (key: string | null): number =>
  Date.parse(`${(key ?? '').padEnd(10, '-01').slice(0, 10)}T12:00:00Z`) / 1000

export const seconds = (s: number | null): string => (s === null ? common.value.none : duration(s))

export function Volume({ now, range }: { now: Asked; range: Range }) {
  const words = reportsWords.value
  const of = useReport<VolumeRow>('volume', { ...range, group_by: now.groupBy })
  return (
    <Part id="volume" title={words.volume} of={of}>
      {({ groups, total }) => (
        <>
          {overTime.includes(now.groupBy) && groups.length > 1 && (
            <Chart
              label={words.volume}
              at={groups.map(({ key }) => at(key))}
              series={[
                {
                  label: words.created,
                  kind: 'bars',
                  color: '--accent',
                  values: groups.map(one => one.created)
                },
                {
                  label: words.resolved,
                  kind: 'line',
                  color: '--good',
                  values: groups.map(one => one.resolved)
                },
                {
                  label: words.backlog,
                  kind: 'line',
                  color: '--violet',
                  values: groups.map(one => one.backlog)
                }
              ]}
            />
          )}
          <dl class="sums">
            {kinds.map(kind => (
              <div key={kind}>
                <dt>{words[kind]}</dt>
                <dd>
                  <Figure report="volume" now={now} range={range} of={kind} label={words[kind]}>
                    {total[kind] ?? common.value.none}
                  </Figure>
                </dd>
              </div>
            ))}
          </dl>
          <details>
            <summary>{words.asTable}</summary>
            <Table
              caption={words.volume}
              rows={groups}
              keyOf={({ key }) => String(key)}
              columns={[
                { name: words.key, value: ({ key }) => keyWords(key, now.groupBy) },
                ...kinds.map(kind => ({
                  name: words[kind],
                  value: (row: VolumeRow) => row[kind],
                  show: (row: VolumeRow & { key: string | null }) => (
                    <Figure
                      report="volume"
                      now={now}
                      range={range}
                      of={kind}
                      group={row.key}
                      label={`${words[kind]}, ${keyWords(row.key, now.groupBy)}`}
                    >
                      {row[kind] ?? common.value.none}
                    </Figure>
                  )
                }))
              ]}
            />
          </details>
        </>
      )}
    </Part>
  )
}

export function Times({ now, range }: { now: Asked; range: Range }) {
  const words = reportsWords.value
  const { metric, clock, groupBy } = now
  const of = useReport<TimesRow>('times', { ...range, group_by: groupBy, metric, clock })
  return (
    <Part id="times" title={words.times} of={of}>
      {({ groups, total }) => (
        <>
          <dl class="sums">
            {(
              [
                [words.median, seconds(total.median_s)],
                [words.p90, seconds(total.p90_s)],
                [words.p99, seconds(total.p99_s)],
                [words.n, total.n],
                [words.unfinished, total.unfinished]
              ] as const
            ).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Figure report="times" now={now} range={range} label={name}>
                    {value}
                  </Figure>
                </dd>
              </div>
            ))}
          </dl>
          {overTime.includes(groupBy) && groups.length > 1 && (
            <Chart
              label={words.times}
              at={groups.map(({ key }) => at(key))}
              series={[
                {
                  label: words.median,
                  kind: 'bars',
                  color: '--accent',
                  values: groups.map(one => hours(one.median_s))
                },
                {
                  label: words.p90,
                  kind: 'line',
                  color: '--warn',
                  values: groups.map(one => hours(one.p90_s))
                }
              ]}
            />
          )}
          <details>
            <summary>{words.asTable}</summary>
            <Table
              caption={words.times}
              rows={groups}
              keyOf={({ key }) => String(key)}
              columns={[
                { name: words.key, value: ({ key }) => keyWords(key, groupBy) },
                {
                  name: words.n,
                  value: ({ n }) => n,
                  show: ({ key, n }) => (
                    <Figure report="times" now={now} range={range} group={key} label={keyWords(key, groupBy)}>
                      {n}
                    </Figure>
                  )
                },
                { name: words.median, value: row => row.median_s, show: row => seconds(row.median_s) },
                { name: words.p90, value: row => row.p90_s, show: row => seconds(row.p90_s) },
                { name: words.p99, value: row => row.p99_s, show: row => seconds(row.p99_s) },
                { name: words.unfinished, value: ({ unfinished }) => unfinished }
              ]}
            />
          </details>
        </>
      )}
    </Part>
  )
}

/** Drawn in hours. */
const hours = (s: number | null): number | null => (s === null ? null : Math.round((s / 3600) * 100) / 100)

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const dayName = (n: number): string =>
  new Intl.DateTimeFormat(language.value, { weekday: 'short', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, 1 + n))
  )

/** A week by hours: the number stands in each cell, its colour is only beside it. */
export function Heat({ range }: { range: Range }) {
  const words = reportsWords.value
  const of = useReport<VolumeRow>('volume', { ...range, group_by: 'hour_of_week' })
  return (
    <Part id="heat" title={words.heat} of={of}>
      {({ groups }) => {
        const created = new Map(groups.map(({ key, created: n }) => [key, n]))
        const most = Math.max(1, ...created.values())
        return (
          <Scroll label={words.heat}>
            <table class="heat">
              <caption class="visually-hidden">{words.heat}</caption>
              <thead>
                <tr>
                  <td />
                  {Array.from({ length: 24 }, (_, hour) => (
                    <th key={String(hour)} scope="col">
                      {hour}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {days.map((day, n) => (
                  <tr key={day}>
                    <th scope="row">{dayName(n)}</th>
                    {Array.from({ length: 24 }, (_, hour) => {
                      const count = created.get(`${day}-${String(hour).padStart(2, '0')}`) ?? 0
                      return (
                        <td key={String(hour)} class={`h${Math.ceil((count / most) * 4)}`}>
                          {count === 0 ? '' : count}
                        </td>
                      )
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )
      }}
    </Part>
  )
}

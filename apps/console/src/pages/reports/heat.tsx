import { api, got } from '../../api/client.js'
import { useLoaded } from '../../load.js'
import { Scroll } from '../../ui/scroll.js'
import { Shown } from '../../ui/states.js'
import { TakeAlong } from '../../ui/take-along.js'
import { language } from '../../words/language.js'
import { reportsWords } from '../../words/reports.js'
import { asTyped } from './as-typed.js'
import type { Asked, Range } from './period.js'
import { Figure, queryOf, type ReportNumber, type VolumeRow } from './report.js'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))
const dayName = (n: number): string =>
  new Intl.DateTimeFormat(language.value, { weekday: 'short', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, 1 + n))
  )
const created: ReportNumber<VolumeRow> = { id: 'created', of: 'created', value: row => row.created }

/** A week by hours: the number stands in each cell, its colour is only beside it. */
export function Heat({ now, range }: { now: Asked; range: Range }) {
  const words = reportsWords.value
  const query = { ...queryOf(now, range), group_by: 'hour_of_week' as const }
  const { state, again } = useLoaded(`heat ${JSON.stringify(query)}`, () =>
    got(api.GET('/api/v1/reports/volume', { params: { query: asTyped<'/api/v1/reports/volume'>(query) } }))
  )
  return (
    <section class="card stack" aria-labelledby="heat">
      <h2 id="heat">{words.heat}</h2>
      <Shown of={state} again={again}>
        {({ groups }) => {
          const counts = new Map(groups.map(group => [group.key, group.created]))
          const most = Math.max(1, ...counts.values())
          const countIn = (day: string, hour: string) => counts.get(`${day}-${hour}`) ?? 0
          return (
            <div>
              <TakeAlong
                name={words.heat}
                lines={() => [
                  ['', ...hours],
                  ...days.map((day, n) => [dayName(n), ...hours.map(hour => countIn(day, hour))])
                ]}
              />
              <Scroll label={words.heat}>
                <table class="heat">
                  <caption class="visually-hidden">{words.heat}</caption>
                  <thead>
                    <tr>
                      <td />
                      {hours.map(hour => (
                        <th key={hour} scope="col">
                          {Number(hour)}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {days.map((day, n) => (
                      <tr key={day}>
                        <th scope="row">{dayName(n)}</th>
                        {hours.map(hour => {
                          const count = countIn(day, hour)
                          return (
                            <td key={hour} class={`h${Math.ceil((count / most) * 4)}`}>
                              {count > 0 && (
                                <Figure
                                  name="volume"
                                  now={now}
                                  range={range}
                                  groupBy="hour_of_week"
                                  number={created}
                                  value={count}
                                  group={{ key: `${day}-${hour}` }}
                                />
                              )}
                            </td>
                          )
                        })}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
              <p class="muted">{words.numbers.created.means}</p>
            </div>
          )
        }}
      </Shown>
    </section>
  )
}

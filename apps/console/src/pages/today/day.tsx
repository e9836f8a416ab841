import { useLoaded } from '../../load.js'
import { Chart } from '../../ui/chart.js'
import { Table } from '../../ui/table.js'
import { language } from '../../words/language.js'
import { todayWords } from '../../words/today.js'
import { openMinutes } from './bands.js'
import { type Hour, lastDay, readBusinessHours } from './read-hours.js'

const hourOf = (at: number): string =>
  new Intl.DateTimeFormat(language.value, { weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(
    at * 1000
  )

/** What came in and went out by hours, and when the desk was open. */
export function Day({ hours }: { hours: readonly Hour[] }) {
  const words = todayWords.value
  // They change with the hour, not with what happens.
  const { state } = useLoaded(`business hours until ${lastDay().to}`, readBusinessHours)
  const business = state.value.kind === 'ready' ? state.value.value : null
  return (
    <section aria-labelledby="day" class="card stack">
      <h2 id="day">{words.day}</h2>
      <Chart
        label={words.day}
        at={hours.map(({ at }) => at + 1800)}
        {...(business && { bands: { label: words.businessHours(business.name), of: business.open } })}
        series={[
          {
            label: words.created,
            kind: 'bars',
            color: '--accent',
            values: hours.map(({ created }) => created)
          },
          {
            label: words.resolved,
            kind: 'line',
            color: '--good',
            values: hours.map(({ resolved }) => resolved)
          },
          {
            label: words.backlog,
            kind: 'line',
            color: '--violet',
            values: hours.map(({ backlog }) => backlog)
          }
        ]}
      />
      <details>
        <summary>{words.asTable}</summary>
        <Table
          caption={words.day}
          rows={hours}
          keyOf={({ at }) => String(at)}
          columns={[
            { name: words.hour, value: ({ at }) => at, show: ({ at }) => hourOf(at) },
            { name: words.created, value: ({ created }) => created },
            { name: words.resolved, value: ({ resolved }) => resolved },
            { name: words.backlog, value: ({ backlog }) => backlog },
            ...(business
              ? [{ name: words.openMinutes, value: ({ at }: Hour) => openMinutes(at, business.open) }]
              : [])
          ]}
        />
      </details>
    </section>
  )
}

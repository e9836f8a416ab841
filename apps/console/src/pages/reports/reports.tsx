import { useEffect } from 'preact/hooks'
import { readDirectory } from '../../directory.js'
import { hrefOf, replaceQuery } from '../../route.js'
import { zone } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { reportsWords } from '../../words/reports.js'
import { ticketWords } from '../../words/ticket.js'
import { Agents, Attainment, Ratings } from './more.js'
import { asked, clocks, daysAgo, groupings, metrics, rangeOf } from './period.js'
import { Heat, Times, Volume } from './volume.js'

/** A period, and what the log says of it. */
export function Reports() {
  const words = reportsWords.value
  const now = asked()
  const range = rangeOf(now)
  useEffect(() => void readDirectory().catch(() => {}), [])
  const address = () => ({
    from: now.from,
    to: now.to,
    group_by: now.groupBy,
    metric: now.metric,
    clock: now.clock
  })
  const set = (changed: { readonly [name: string]: string }) => replaceQuery({ ...address(), ...changed })
  const choice = (
    name: string,
    label: string,
    value: string,
    options: readonly (readonly [string, string])[]
  ) => (
    <label class="filter">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => set({ [name]: currentTarget.value })}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
        {!options.some(([one]) => one === value) && <option value={value}>{value}</option>}
      </select>
    </label>
  )
  return (
    <>
      <div class="head">
        <h1>{common.value.pages.reports}</h1>
        <span class="muted">{common.value.zone(zone)}</span>
      </div>
      <nav class="tabs" aria-label={words.period}>
        {(['7', '30', '90', '365'] as const).map(days => {
          const query = { ...address(), from: daysAgo(Number(days)), to: daysAgo(-1) }
          const isNow = query.from === now.from && query.to === now.to
          return (
            <a key={days} href={hrefOf('reports', query)} aria-current={isNow ? 'true' : undefined}>
              {words.presets[days]}
            </a>
          )
        })}
      </nav>
      <fieldset class="filters" aria-label={words.period}>
        {(['from', 'to'] as const).map(name => (
          <label key={name} class="filter">
            <span>{words[name]}</span>
            <input
              type="date"
              value={now[name]}
              onChange={({ currentTarget }) => set({ [name]: currentTarget.value })}
            />
          </label>
        ))}
        {choice(
          'group_by',
          words.group,
          now.groupBy,
          groupings.map(one => [one, words.groups[one]])
        )}
        {choice(
          'metric',
          words.metric,
          now.metric,
          metrics.map(one => [one, ticketWords.value.metric[one]])
        )}
        {choice(
          'clock',
          words.clock,
          now.clock,
          clocks.map(one => [one, words.clocks[one]])
        )}
      </fieldset>
      {range ? (
        <div class="stack">
          <Volume now={now} range={range} />
          <Times now={now} range={range} />
          <Heat range={range} />
          <Agents now={now} range={range} />
          <Ratings now={now} range={range} />
          <Attainment range={range} />
        </div>
      ) : (
        <p class="note bad" role="alert">
          {words.badRange}
        </p>
      )}
    </>
  )
}

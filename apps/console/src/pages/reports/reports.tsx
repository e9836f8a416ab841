import { useEffect } from 'preact/hooks'
import { readDirectory } from '../../directory.js'
import { hrefOf, replaceQuery, route } from '../../route.js'
import { zone } from '../../ui/zone.js'
import { common } from '../../words/common.js'
import { reportsWords } from '../../words/reports.js'
import { Agents } from './agents.js'
import { Attainment } from './attainment.js'
import { Heat } from './heat.js'
import { Narrowing, Shape } from './narrowing.js'
import { addressOf, askedIn, daysAgo, rangeOf } from './period.js'
import { Ratings } from './ratings.js'
import { Times } from './times.js'
import { Volume } from './volume.js'

/** A period, and what the log says of it. */
export function Reports() {
  const words = reportsWords.value
  const now = askedIn(route.value.query)
  const range = rangeOf(now)
  useEffect(() => void readDirectory().catch(() => {}), [])
  const address = addressOf(now)
  const set = (changed: { readonly [name: string]: string }) => replaceQuery({ ...address, ...changed })
  return (
    <>
      <div class="head">
        <h1>{common.value.pages.reports}</h1>
        <span class="muted">{common.value.zone(zone)}</span>
      </div>
      <nav class="tabs" aria-label={words.period}>
        {(['7', '30', '90', '365'] as const).map(days => {
          const query = { ...address, from: daysAgo(Number(days)), to: daysAgo(-1) }
          const isNow = query.from === now.from && query.to === now.to
          return (
            <a key={days} href={hrefOf('reports', query)} aria-current={isNow ? 'true' : undefined}>
              {words.presets[days]}
            </a>
          )
        })}
      </nav>
      <Shape now={now} set={set} />
      <Narrowing now={now} set={set} />
      {range ? (
        <div class="stack">
          <Volume now={now} range={range} />
          <Times now={now} range={range} />
          <Heat now={now} range={range} />
          <Agents now={now} range={range} />
          <Ratings now={now} range={range} />
          <Attainment now={now} range={range} />
        </div>
      ) : (
        <p class="note bad" role="alert">
          {words.badRange}
        </p>
      )}
    </>
  )
}

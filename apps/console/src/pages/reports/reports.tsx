import { useEffect } from 'preact/hooks'
import { readDirectory } from '../../directory.js'
import { hrefOf, replaceQuery, route } from '../../route.js'
import { Shown } from '../../ui/states.js'
import { zone } from '../../ui/zone.js'
import { common } from '../../words/common.js'
import { reportsWords } from '../../words/reports.js'
import { Agents } from './agents.js'
import { Attainment } from './attainment.js'
import { Heat } from './heat.js'
import { Narrowing, Shape } from './narrowing.js'
import { type Asked, addressOf, askedIn, daysAgo, type Range, rangeOf } from './period.js'
import { Ratings } from './ratings.js'
import { Times } from './times.js'
import { useVolume, Volume } from './volume.js'

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
        <All now={now} range={range} />
      ) : (
        <p class="note bad" role="alert">
          {words.badRange}
        </p>
      )}
    </>
  )
}

function All(asked: { now: Asked; range: Range }) {
  const volume = useVolume(asked)
  const { value } = volume.state
  // What is wrong with the address is wrong for all of them: it is said once.
  if (value.kind === 'refused' && value.refused.status === 400)
    return (
      <Shown of={volume.state} again={volume.again}>
        {() => null}
      </Shown>
    )
  return (
    <div class="stack">
      <Volume {...asked} of={volume} />
      <Times {...asked} />
      <Heat {...asked} />
      <Agents {...asked} />
      <Ratings {...asked} />
      <Attainment {...asked} />
    </div>
  )
}

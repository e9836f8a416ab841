import { signal } from '@preact/signals'
import { language } from '../words/language.js'
import { exact } from './moments.js'
import { zone } from './zone.js'

export { duration, exact } from './moments.js'

/** Everything relative moves on together, once in a while. */
export const now = signal(Date.now())
setInterval(() => {
  now.value = Date.now()
}, 20_000)

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1]
]

export function relative(at: string): string {
  // What has just happened is not to come, and `now` moves on only once in a while.
  const s = Math.round((Date.parse(at) - Math.max(now.value, Date.now())) / 1000)
  const [unit, length] = steps.find(([, size]) => Math.abs(s) >= size) ?? ['second', 1]
  const style = { numeric: 'auto', style: 'short' } as const
  return new Intl.RelativeTimeFormat(language.value, style).format(Math.trunc(s / length), unit)
}

/** How long ago, the exact time with its zone on hover. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={`${exact(at)} (${zone})`}>
      {relative(at)}
    </time>
  )
}

export function At({ at }: { at: string }) {
  return (
    <time dateTime={at} title={`${relative(at)} (${zone})`}>
      {exact(at)}
    </time>
  )
}
/** As a field for a date and time takes it, in the zone of the browser; nothing of what is no time. */
export function localOf(at: string): string {
  const time = Date.parse(at)
  if (Number.isNaN(time)) return ''
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

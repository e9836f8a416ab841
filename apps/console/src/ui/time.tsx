import { signal } from '@preact/signals'
import { language } from '../words/language.js'

/** Everything relative moves on together, once in a while. */
export const now = signal(Date.now())
setInterval(() => {
  now.value = Date.now()
}, 20_000)

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

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

export const exact = (at: string): string =>
  new Intl.DateTimeFormat(language.value, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: zone
  }).format(new Date(at))

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

const units: { readonly [Of in 'en' | 'ru']: readonly [string, string, string, string] } = {
  en: ['d', 'h', 'min', 's'],
  ru: ['д', 'ч', 'мин', 'с']
}

/** `1 h 20 min`: the largest parts. */
export function duration(seconds: number, most = 2): string {
  const s = Math.max(0, Math.round(seconds))
  const parts = [Math.floor(s / 86_400), Math.floor((s % 86_400) / 3600), Math.floor((s % 3600) / 60), s % 60]
  const names = units[language.value]
  const first = parts.findIndex(part => part > 0)
  if (first < 0) return `0 ${names[3]}`
  return parts
    .flatMap((part, n) => (n >= first && n < first + most && part > 0 ? [`${part} ${names[n]}`] : []))
    .join(' ')
}

/** As a field for a date and time takes it, in the zone of the browser; nothing of what is no time. */
export function localOf(at: string): string {
  const time = Date.parse(at)
  if (Number.isNaN(time)) return ''
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

import type { Instant } from '#kernel'
import type { InEach, Language } from './language.js'

const rules: InEach<Intl.PluralRules> = { en: new Intl.PluralRules('en'), ru: new Intl.PluralRules('ru') }

/** The form of a word that goes with a number in English. */
export const english = (count: number, one: string, other: string): string =>
  rules.en.select(count) === 'one' ? one : other

/** In Russian: 1, 21; 2-4, 22-24; 0, 5-20 and the rest. */
export function russian(count: number, one: string, few: string, many: string): string {
  const form = rules.ru.select(count)
  if (form === 'one') return one
  return form === 'many' ? many : few
}

const units: InEach<{ readonly [unit in 'day' | 'hour' | 'minute' | 'second']: string }> = {
  en: { day: 'd', hour: 'h', minute: 'min', second: 's' },
  ru: { day: 'д', hour: 'ч', minute: 'мин', second: 'с' }
}

/** `1 h 30 min`. */
export function duration(language: Language, seconds: number): string {
  const { hour, minute, second } = units[language]
  const parts = [
    [Math.floor(seconds / 3600), hour],
    [Math.floor((seconds % 3600) / 60), minute],
    [seconds % 60, second]
  ] as const
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(' ')
}

/** `3 d 4 h`, `4 h 10 min`, `10 min`. */
export function age(language: Language, seconds: number): string {
  const { day, hour, minute } = units[language]
  const all = Math.floor(Math.max(0, seconds) / 60)
  const [days, hours, minutes] = [Math.floor(all / 1440), Math.floor(all / 60) % 24, all % 60]
  if (days > 0) return `${days} ${day} ${hours} ${hour}`
  return hours > 0 ? `${hours} ${hour} ${minutes} ${minute}` : `${minutes} ${minute}`
}

const locales: InEach<string> = { en: 'en-GB', ru: 'ru-RU' }

/** `Mon 5 Jan 10:30`. */
export function localTime(language: Language, at: Instant, timeZone: string): string {
  const options = {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23'
  } as const
  const parts = new Intl.DateTimeFormat(locales[language], options).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(one => one.type === type)?.value ?? ''
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('hour')}:${part('minute')}`
}

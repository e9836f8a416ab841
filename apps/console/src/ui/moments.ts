import { language } from '../words/language.js'
import { zone } from './zone.js'

export const exact = (at: string): string =>
  new Intl.DateTimeFormat(language.value, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: zone
  }).format(new Date(at))

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

import { type AlertDetails, kindOfAlert } from '#domain'
import type { Alerts, AlertWords } from './alert-shape.js'
import { alertsInEnglish } from './alerts-en.js'
import { alertsInRussian } from './alerts-ru.js'
import type { InEach, Language } from './language.js'
import { duration } from './numbers.js'

export const alertTexts: InEach<Alerts> = { en: alertsInEnglish, ru: alertsInRussian }

/** What the alert of this name says. One of another version is told by its name and figures. */
export function alertWords(
  language: Language,
  name: string,
  details: AlertDetails
): { title: string; detail: string; remedy: string } {
  const kind = kindOfAlert(name)
  const { title, detail, remedy } = kind === undefined ? unknown(name) : alertTexts[language][kind]
  return {
    title: title(kind === undefined ? '' : name.slice(kind.length + 1)),
    detail: detail(details),
    remedy
  }
}

const unknown = (name: string): AlertWords => ({
  title: () => name.replaceAll('_', ' '),
  detail: details => Object.values(details).join(', '),
  remedy: ''
})

export const endedTexts: InEach<(after: string, title: string) => string> = {
  en: (after, title) => `✅ Over after ${after}: ${title}.`,
  ru: (after, title) => `✅ Прошло через ${after}: ${title}.`
}

/** In General, once each. */
export const alertNotices = {
  began: (language: Language, name: string, details: AlertDetails): string => {
    const { detail, remedy } = alertWords(language, name, details)
    return `🚨 ${capital(detail)}.\n${remedy}`.trimEnd()
  },
  ended: (language: Language, name: string, seconds: number): string =>
    endedTexts[language](duration(language, Math.max(1, seconds)), alertWords(language, name, {}).title)
} as const

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

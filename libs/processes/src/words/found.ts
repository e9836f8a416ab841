import type { TicketStatus } from '#domain'
import type { InEach, Language } from './language.js'
import { statusNames } from './names.js'
import type { Details } from './refusals.js'

/** A ticket that somebody looked for. */
export interface FoundByWords {
  readonly code: string
  readonly status: TicketStatus
  /** The queue's name. */
  readonly queue: string
}

export const mostFound = 10

export const moreFound: InEach<string> = {
  en: '… and more: say it with another word',
  ru: '… и другие: добавьте слово'
}

/** As it is recorded: codes and states, nothing of what was asked. */
export function foundDetails(language: Language, found: readonly FoundByWords[]): Details {
  const shown = found.slice(0, mostFound)
  const lines = shown.map(
    ({ code, status, queue }) => `${code} · ${statusNames[language][status]} · ${queue}`
  )
  return { lines: [...lines, ...(found.length > shown.length ? [moreFound[language]] : [])].join('\n') }
}

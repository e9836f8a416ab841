import { kept, type Language, language } from './language.js'

/** Loads what a language needs. */
export const wordsOf = async (wanted: Language): Promise<void> => {
  if (wanted === 'ru') await import('./ru/ru-first.js')
}

/** What it needs beyond Today and the list of tickets. */
export const wordsOfOthers = async (wanted: Language): Promise<void> => {
  if (wanted === 'ru') await import('./ru/ru-rest.js')
}

/** From now on, in this browser. */
export async function speak(next: Language): Promise<void> {
  await Promise.all([wordsOf(next), wordsOfOthers(next)])
  localStorage.setItem(kept, next)
  language.value = next
}

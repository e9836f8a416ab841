import { kept, type Language, language } from './language.js'

/** Loads what a language needs. */
export const wordsOf = async (wanted: Language): Promise<void> => {
  if (wanted === 'ru') await import('./ru/russian.js')
}

/** From now on, in this browser. */
export async function speak(next: Language): Promise<void> {
  await wordsOf(next)
  localStorage.setItem(kept, next)
  language.value = next
}

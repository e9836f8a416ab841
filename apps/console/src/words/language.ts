import { computed, signal } from '@preact/signals'

export const languages = ['en', 'ru'] as const
export type Language = (typeof languages)[number]

const kept = 'topicdesk.language'
const own = localStorage.getItem(kept)

function ofBrowser(): Language {
  for (const wanted of navigator.languages) {
    const found = languages.find(one => wanted.toLowerCase().split('-')[0] === one)
    if (found) return found
  }
  return 'en'
}

export const language = signal<Language>(languages.find(one => one === own) ?? ofBrowser())

export function speak(next: Language): void {
  localStorage.setItem(kept, next)
  language.value = next
}

language.subscribe(value => {
  document.documentElement.lang = value
})

export type InEach<T> = { readonly [Of in Language]: T }

/** In the language of now, and again when that changes. */
export const inLanguage = <T>(words: InEach<T>) => computed(() => words[language.value])

/** `one|few|many|other`, as the language counts; a language without a form takes `other`. */
export function counted(
  n: number,
  forms: { readonly [Form in Intl.LDMLPluralRule]?: string } & { readonly other: string }
): string {
  const rule = new Intl.PluralRules(language.value).select(n)
  return `${number(n)} ${forms[rule] ?? forms.other}`
}

export const number = (n: number): string => new Intl.NumberFormat(language.value).format(n)

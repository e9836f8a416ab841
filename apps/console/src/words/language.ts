import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'

export const languages = ['en', 'ru'] as const
export type Language = (typeof languages)[number]

export const kept = 'topicdesk.language'
const own = localStorage.getItem(kept)

function ofBrowser(): Language {
  for (const wanted of navigator.languages) {
    const found = languages.find(one => wanted.toLowerCase().split('-')[0] === one)
    if (found) return found
  }
  return 'en'
}

export const language = signal<Language>(languages.find(one => one === own) ?? ofBrowser())

language.subscribe(value => {
  document.documentElement.lang = value
})

export interface Words<T> extends ReadonlySignal<T> {
  /** Null until they are loaded, which who speaks English never does. */
  readonly russian: Signal<T | null>
}

/** In the language of now, and again when that changes. */
export function inLanguage<T>(english: T): Words<T> {
  const russian = signal<T | null>(null)
  const words = computed(() => (language.value === 'ru' ? russian.value : null) ?? english)
  return Object.assign(words, { russian })
}

/** `one|few|many|other`, as the language counts; a language without a form takes `other`. */
export function counted(
  n: number,
  forms: { readonly [Form in Intl.LDMLPluralRule]?: string } & { readonly other: string }
): string {
  const rule = new Intl.PluralRules(language.value).select(n)
  return `${number(n)} ${forms[rule] ?? forms.other}`
}

export const number = (n: number): string => new Intl.NumberFormat(language.value).format(n)

/** What the desk says in passing, as a sentence: `must be a whole number` → `Must be a whole number.` */
export const sentence = (said: string): string =>
  `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.!?]$/.test(said) ? '' : '.'}`

import { type Language, languages } from '#domain'

export { type Language, languages }

/** Something that people see: a language more, and the compiler names whatever is not there in it. */
export type InEach<T> = { readonly [language in Language]: T }

/** What operators read (logs, deskctl, the API; health, where no other is asked for) is in this one, and so is what is offered to apps in any other. */
export const commonLanguage: Language = 'en'

/** A customer's: by the `language_code` of their app, e.g. `ru` or `ru-RU`; English for what the desk does not speak. */
export const languageOfCustomer = (languageCode: string | null | undefined): Language => {
  const [language] = (languageCode ?? '').toLowerCase().split(/[-_]/)
  return languages.find(known => known === language) ?? commonLanguage
}

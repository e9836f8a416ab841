/** The languages that the desk speaks. */
export const languages = ['en', 'ru'] as const
export type Language = (typeof languages)[number]

/** Staff are spoken to in this one, whatever their apps speak; only their menu of commands is in all. */
export const staffLanguage: Language = 'en'

/** A customer's: by the `language_code` of their app, e.g. `ru` or `ru-RU`; English for what the desk does not speak. */
export const languageOfCustomer = (languageCode: string | null | undefined): Language => {
  const [language] = (languageCode ?? '').toLowerCase().split(/[-_]/)
  return languages.find(known => known === language) ?? 'en'
}

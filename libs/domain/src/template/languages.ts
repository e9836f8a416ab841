/**
 * The language of a text for somebody: `ru` for `ru-RU` too, and `pt-br` for `pt`, where there is no nearer one; else
 * English, else the first there is.
 */
export function languageOf(there: readonly string[], wanted: string | null): string {
  const parts = (wanted?.toLowerCase() ?? '').split('-')
  const wider = parts.map((_, left) => parts.slice(0, parts.length - left).join('-'))
  const has = (language: string) => there.includes(language)
  const alike = wider.find(has) ?? there.find(one => baseOf(one) === baseOf(wider.at(-1) ?? ''))
  return alike ?? (has('en') ? 'en' : there[0]) ?? 'en'
}

const baseOf = (language: string): string => language.split('-')[0] ?? ''

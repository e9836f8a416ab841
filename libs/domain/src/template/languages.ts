/**
 * The language of a text for somebody: `ru` for `ru-RU` too, and `pt-br` for `pt`, where there is no nearer one; else
 * English, else the first there is.
 */
export function languageOf(there: readonly string[], wanted: string | null): string {
  const whole = wanted?.toLowerCase() ?? ''
  const base = baseOf(whole)
  const has = (language: string) => there.includes(language)
  const alike = [whole, base].find(has) ?? there.find(one => baseOf(one) === base)
  return alike ?? (has('en') ? 'en' : there[0]) ?? 'en'
}

const baseOf = (language: string): string => language.split('-')[0] ?? ''

/** The language of a text for somebody: `ru` for `ru-RU` too, else English, else the first there is. */
export function languageOf(there: readonly string[], wanted: string | null): string {
  const whole = wanted?.toLowerCase() ?? ''
  const [base] = whole.split('-')
  return [whole, base, 'en'].find(one => one !== undefined && there.includes(one)) ?? there[0] ?? 'en'
}

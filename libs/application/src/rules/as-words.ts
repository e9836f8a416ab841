/** A field's value as text conditions look at it. */
export const asWords = (value: unknown): string =>
  typeof value === 'string' ? value : Array.isArray(value) ? value.join(' ') : String(value ?? '')

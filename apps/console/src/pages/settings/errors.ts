/** What the desk says of fields, by JSON pointer. */
export type Errors = ReadonlyMap<string, string>

/** Of a field that is filled in as a whole: of itself, or of what is inside. */
export function errorIn(errors: Errors, pointer: string): string | undefined {
  const own = errors.get(pointer)
  if (own !== undefined) return own
  return [...errors].find(([at]) => at.startsWith(`${pointer}/`))?.[1]
}

import { lettersApart } from '#kernel'

/** The name that was probably meant: one that begins so, or is at most two letters away; null when there is none. */
export function nearestTo(typed: string, names: readonly string[]): string | null {
  const [best] = names
    .map(name => ({ name, away: name.startsWith(typed) ? 0.5 : lettersApart(typed, name) }))
    .filter(({ name, away }) => away <= Math.min(2, name.length / 2))
    .sort((a, b) => a.away - b.away)
  return typed === '' ? null : (best?.name ?? null)
}

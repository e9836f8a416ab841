import type { Random } from '../bench/random.js'

export type Case = Readonly<Record<string, string>>

/** Every two values that a case puts together. */
export const pairsOf = (one: Case): string[] => {
  const values = Object.entries(one).map(([factor, value]) => `${factor}=${value}`)
  return values.flatMap((a, n) => values.slice(n + 1).map(b => `${a} ${b}`))
}

/** All cases that there can be, each with one value of every factor. */
export function product<F extends Readonly<Record<string, readonly string[]>>>(
  factors: F
): { readonly [factor in keyof F]: F[factor][number] }[] {
  let cases: Case[] = [{}]
  for (const [factor, values] of Object.entries(factors)) {
    cases = cases.flatMap(one => values.map(value => ({ ...one, [factor]: value })))
  }
  return cases as { readonly [factor in keyof F]: F[factor][number] }[]
}

/** Few of `cases` in which every pair stands that stands in any of them: always one that brings the most; ties by chance. */
export function pairwise<C extends Case>(cases: readonly C[], random: Random): C[] {
  const open = new Set(cases.flatMap(pairsOf))
  const left = cases.map(one => ({ one, pairs: pairsOf(one), tie: random.next() }))
  left.sort((a, b) => a.tie - b.tie)
  const chosen: C[] = []
  while (open.size > 0) {
    let best: (typeof left)[number] | undefined
    let most = 0
    for (const each of left) {
      const brings = each.pairs.filter(pair => open.has(pair)).length
      if (brings > most) [best, most] = [each, brings]
    }
    if (!best) break
    for (const pair of best.pairs) open.delete(pair)
    chosen.push(best.one)
  }
  return chosen
}

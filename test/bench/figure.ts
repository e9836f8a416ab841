/** What a row must reach. `ratio` is the value over its baseline. */
export interface Aim {
  readonly of: 'ratio' | 'value'
  readonly bound: 'at_least' | 'at_most'
  readonly limit: number
}

/** One line of the table. */
export interface Row {
  readonly figure: string
  readonly value: number
  readonly unit: string
  /** From the same run. */
  readonly baseline?: { readonly what: string; readonly value: number }
  readonly aim?: Aim
  /** What else was seen, and under which load. */
  readonly details?: { readonly [name: string]: string | number }
}

export interface BenchContext {
  /** Fewer events and shorter loads: for a look, not for publishing. */
  readonly quick: boolean
  /** A directory of this run; goes at the end. */
  readonly directory: string
  /** Progress, on standard error. */
  say(text: string): void
}

export interface Figure {
  readonly name: string
  run(context: BenchContext): Promise<readonly Row[]>
}

export const ratioOf = ({ value, baseline }: Row): number | undefined => baseline && value / baseline.value

/** Undefined where nothing is aimed at. */
export function isReached(row: Row): boolean | undefined {
  if (!row.aim) return undefined
  const { of, bound, limit } = row.aim
  const reached = of === 'ratio' ? ratioOf(row) : row.value
  if (reached === undefined || Number.isNaN(reached)) return false
  return bound === 'at_least' ? reached >= limit : reached <= limit
}

interface Row {
  readonly id: string
}

export interface Settled<T> {
  readonly rows: readonly T[]
  /** Those that are shown still, and fit the list no more. */
  readonly gone: ReadonlySet<string>
  /** What there is new, and is not shown yet. */
  readonly waiting: number
}

export const asTheyCame = <T extends Row>(rows: readonly T[]): Settled<T> => ({
  rows,
  gone: new Set(),
  waiting: 0
})

/**
 * What a list shows after it was read anew. While somebody points at it nothing moves: rows change where they are, what is
 * new waits, what has left stays and says so.
 */
export function settled<T extends Row>(
  shown: readonly T[],
  fresh: readonly T[],
  isHeld: boolean
): Settled<T> {
  if (!isHeld || shown.length === 0) return asTheyCame(fresh)
  const now = new Set(fresh.map(({ id }) => id))
  const before = new Set(shown.map(({ id }) => id))
  return {
    rows: withFresh(shown, fresh),
    gone: new Set(shown.flatMap(({ id }) => (now.has(id) ? [] : [id]))),
    waiting: fresh.filter(({ id }) => !before.has(id)).length
  }
}

/** The same rows in their places, as they are by now. */
export function withFresh<T extends Row>(shown: readonly T[], fresh: readonly T[]): readonly T[] {
  const now = new Map(fresh.map(row => [row.id, row]))
  return shown.map(row => now.get(row.id) ?? row)
}

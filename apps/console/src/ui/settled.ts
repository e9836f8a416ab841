export interface Settled<T> {
  readonly rows: readonly T[]
  /** The keys of those that are shown still, and fit the list no more. */
  readonly gone: ReadonlySet<string>
  /** What there is new, and is not shown yet. */
  readonly waiting: number
}

export const asTheyCame = <T>(rows: readonly T[]): Settled<T> => ({
  rows,
  gone: new Set(),
  waiting: 0
})

/**
 * What a list shows after it was read anew. While somebody points at it nothing moves: rows change where they are, what is
 * new waits, what has left stays and says so.
 */
export function settled<T>(
  shown: readonly T[],
  fresh: readonly T[],
  isHeld: boolean,
  keyOf: (row: T) => string
): Settled<T> {
  if (!isHeld || shown.length === 0) return asTheyCame(fresh)
  const now = new Set(fresh.map(keyOf))
  const before = new Set(shown.map(keyOf))
  return {
    rows: withFresh(shown, fresh, keyOf),
    gone: new Set([...before].filter(key => !now.has(key))),
    waiting: [...now].filter(key => !before.has(key)).length
  }
}

/** The same rows in their places, as they are by now. */
export function withFresh<T>(
  shown: readonly T[],
  fresh: readonly T[],
  keyOf: (row: T) => string
): readonly T[] {
  const now = new Map(fresh.map(row => [keyOf(row), row]))
  return shown.map(row => now.get(keyOf(row)) ?? row)
}

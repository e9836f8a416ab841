import type { IndexValue } from '#read-store'

/** A place in an ordered list: the next page begins after it. */
export interface Place {
  readonly order: IndexValue
  readonly id: string
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Null: nothing is left. */
  readonly next: Place | null
}

/** Of a list that was asked for one item more than wanted. */
export function pageOf<T>(found: readonly T[], limit: number, placeOf: (item: T) => Place): Page<T> {
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items, next: found.length > limit && last !== undefined ? placeOf(last) : null }
}

import type { GroupKey } from './grouping.js'
import type { Asking, Counted } from './question.js'

/** What was counted of one group, by the name of the number. */
export class Tally {
  readonly #counts = new Map<string, number>()
  readonly #seconds = new Map<string, number[]>()
  #scores = 0

  add({ of, valueMs, score = 0 }: Counted): void {
    this.#scores += score
    this.#counts.set(of, this.count(of) + 1)
    if (valueMs === null) return
    const seconds = this.#seconds.get(of)
    const value = Math.floor(valueMs / 1000)
    if (seconds) seconds.push(value)
    else this.#seconds.set(of, [value])
  }

  count(of: string): number {
    return this.#counts.get(of) ?? 0
  }

  /** Of all scores that customers gave. */
  get scores(): number {
    return this.#scores
  }

  /** The values, in whole seconds, that so large a share lies at or below, by nearest rank; null: there are none. */
  ranks(of: string, shares: readonly number[]): readonly (number | null)[] {
    return ranksAmong(this.#seconds.get(of) ?? [], shares)
  }
}

const bucket = 4096

/** By counting, not by sorting: 100,000 values hold up nobody. */
export function ranksAmong(values: readonly number[], shares: readonly number[]): readonly (number | null)[] {
  const coarse = new Uint32Array(
    Math.floor(values.reduce((most, value) => Math.max(most, value), 0) / bucket) + 1
  )
  for (const value of values) {
    const place = Math.floor(value / bucket)
    coarse[place] = (coarse[place] ?? 0) + 1
  }
  return shares.map(share => {
    if (values.length === 0) return null
    let rank = Math.max(1, Math.ceil(share * values.length))
    const place = coarse.findIndex(within => {
      if (rank <= within) return true
      rank -= within
      return false
    })
    return place * bucket + restAt(values, place * bucket, rank)
  })
}

/** Of the values of one bucket the one of this rank, less the bucket's beginning. */
function restAt(values: readonly number[], begin: number, rank: number): number {
  const fine = new Uint32Array(bucket)
  for (const value of values) {
    const rest = value - begin
    if (rest >= 0 && rest < bucket) fine[rest] = (fine[rest] ?? 0) + 1
  }
  let left = rank
  return fine.findIndex(here => {
    left -= here
    return left <= 0
  })
}

/** A report while it is counted: its groups, in order, and all of them at once. */
export class Tallies {
  readonly total = new Tally()
  readonly #groups = new Map<GroupKey, Tally>()

  constructor({ grouping }: Asking) {
    for (const { key } of grouping.timeGroups) this.#groups.set(key, new Tally())
  }

  add(counted: Counted): void {
    if (counted.inTotal) this.total.add(counted)
    for (const key of counted.keys) {
      let tally = this.#groups.get(key)
      if (!tally) {
        tally = new Tally()
        this.#groups.set(key, tally)
      }
      tally.add(counted)
    }
  }

  /** Days, weeks and months one after the other, hours of the week from Monday on, others by their ids; nobody's last. */
  groups(asking: Asking): readonly { readonly key: GroupKey; readonly tally: Tally }[] {
    const groups = [...this.#groups].map(([key, tally]) => ({ key, tally }))
    const place = (key: GroupKey) => asking.grouping.placeOf(key)
    return groups.sort((a, b) => place(a.key) - place(b.key) || compare(a.key, b.key))
  }
}

const compare = (a: GroupKey, b: GroupKey): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a < b ? -1 : Number(a > b)
}

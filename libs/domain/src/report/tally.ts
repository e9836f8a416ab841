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

  /** The value, in whole seconds, that this share lies at or below, by nearest rank; null: there is none. */
  rank(of: string, share: number): number | null {
    return rankAmong(this.#seconds.get(of) ?? [], share)
  }
}

const bucket = 4096

/** By counting, not by sorting: 100,000 values hold up nobody. */
export function rankAmong(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null
  let rank = Math.max(1, Math.ceil(share * values.length))
  const coarse = new Map<number, number>()
  for (const value of values) {
    const place = Math.floor(value / bucket)
    coarse.set(place, (coarse.get(place) ?? 0) + 1)
  }
  for (const place of [...coarse.keys()].sort((a, b) => a - b)) {
    const within = coarse.get(place) ?? 0
    if (rank > within) {
      rank -= within
      continue
    }
    const fine = new Uint32Array(bucket)
    for (const value of values) {
      const rest = value - place * bucket
      if (rest >= 0 && rest < bucket) fine[rest] = (fine[rest] ?? 0) + 1
    }
    for (const [rest, here] of fine.entries()) {
      rank -= here
      if (rank <= 0) return place * bucket + rest
    }
  }
  return null
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

/** Where a map that is not the newest differs from the next one. */
interface Step<K, V> {
  readonly key: K
  /** Undefined: the key was not there. */
  readonly before: V | undefined
  readonly next: PersistentMap<K, V>
}

/**
 * A map that never changes: `set` answers another one. Folding a long history costs no copies, for the newest of a
 * line of maps holds the entries, and each older one only what is different in it (Baker's trick). Reading an old one
 * costs a step for each `set` since; a second `set` on it copies once.
 */
export class PersistentMap<K, V> implements Iterable<readonly [K, V]> {
  #held: Map<K, V> | Step<K, V>

  private constructor(
    held: Map<K, V>,
    readonly size: number
  ) {
    this.#held = held
  }

  static empty<K, V>(): PersistentMap<K, V> {
    return new PersistentMap<K, V>(new Map(), 0)
  }

  get(key: K): V | undefined {
    let held = this.#held
    while (!(held instanceof Map)) {
      if (held.key === key) return held.before
      held = held.next.#held
    }
    return held.get(key)
  }

  has(key: K): boolean {
    return this.get(key) !== undefined
  }

  set(key: K, value: V): PersistentMap<K, V> {
    if (!(this.#held instanceof Map)) this.#held = this.#copy()
    const entries = this.#held
    const before = entries.get(key)
    entries.set(key, value)
    const next = new PersistentMap(entries, entries.size)
    this.#held = { key, before, next }
    return next
  }

  /** In the order in which the keys came. */
  [Symbol.iterator](): Iterator<readonly [K, V]> {
    return this.#copy().entries()
  }

  values(): Iterable<V> {
    return this.#copy().values()
  }

  #copy(): Map<K, V> {
    const steps: Step<K, V>[] = []
    let held = this.#held
    while (!(held instanceof Map)) {
      steps.push(held)
      held = held.next.#held
    }
    const entries = new Map(held)
    for (const { key, before } of steps.reverse()) {
      if (before === undefined) entries.delete(key)
      else entries.set(key, before)
    }
    return entries
  }
}

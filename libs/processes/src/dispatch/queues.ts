/** First in, first out, without moving what is behind. */
export class Fifo<T> {
  #items: (T | undefined)[] = []
  #head = 0

  push(item: T): void {
    this.#items.push(item)
  }

  peek(): T | undefined {
    return this.#items[this.#head]
  }

  shift(): T | undefined {
    if (this.#head >= this.#items.length) return undefined
    const item = this.#items[this.#head]
    this.#items[this.#head++] = undefined
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return item
  }
}

/** The earliest first; equal times in the order they came. */
export class Timers<T> {
  #heap: { readonly at: number; readonly order: number; readonly item: T }[] = []
  #order = 0

  add(at: number, item: T): void {
    const heap = this.#heap
    heap.push({ at, order: this.#order++, item })
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1
      if (!this.#before(i, parent)) break
      this.#swap(i, parent)
      i = parent
    }
  }

  get nextAt(): number | undefined {
    return this.#heap[0]?.at
  }

  /** The first one whose time has come. */
  takeDue(now: number): T | undefined {
    const heap = this.#heap
    const first = heap[0]
    if (!first || first.at > now) return undefined
    const last = heap.pop()
    if (last && last !== first) {
      heap[0] = last
      this.#sink()
    }
    return first.item
  }

  #sink(): void {
    for (let i = 0; ; ) {
      const left = 2 * i + 1
      let least = i
      if (this.#before(left, least)) least = left
      if (this.#before(left + 1, least)) least = left + 1
      if (least === i) return
      this.#swap(i, least)
      i = least
    }
  }

  #before(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i], this.#heap[j]]
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order))
  }

  #swap(i: number, j: number): void {
    const [a, b] = [this.#heap[i], this.#heap[j]]
    if (!a || !b) return
    this.#heap[i] = b
    this.#heap[j] = a
  }
}

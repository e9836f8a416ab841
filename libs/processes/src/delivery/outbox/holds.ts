/**
 * Keeps the checkpoint before events whose requests are open. One release per event, when its last request is finished.
 */
export class Holds {
  readonly #open = new Map<string, { count: number; release: () => void }>()
  readonly #take: (position: string) => () => void

  /** `take` is called for the first thing that an event opens. */
  constructor(take: (position: string) => () => void) {
    this.#take = take
  }

  opened(position: string): void {
    const held = this.#open.get(position)
    if (held) held.count++
    else this.#open.set(position, { count: 1, release: this.#take(position) })
  }

  finished(position: string): void {
    const held = this.#open.get(position)
    if (!held || --held.count > 0) return
    this.#open.delete(position)
    held.release()
  }

  /** Lets the checkpoint pass what is held at this position, which stays open; where only so many things hold it, if `count` says so. */
  letPass(position: string, count?: number): void {
    const held = this.#open.get(position)
    if (!held || (count !== undefined && held.count > count)) return
    held.release()
    held.release = () => {}
  }

  /** Held longest first. */
  get positions(): IterableIterator<string> {
    return this.#open.keys()
  }

  get size(): number {
    return this.#open.size
  }
}

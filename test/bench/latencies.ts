/** Every latency as measured, in milliseconds; nothing is rounded into buckets. */
export class Latencies {
  #values = new Float64Array(4096)
  #count = 0

  add(ms: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#count++] = ms
  }

  get count(): number {
    return this.#count
  }

  summary(): Percentiles {
    const sorted = this.#values.slice(0, this.#count).sort()
    const at = (share: number) =>
      round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN)
    return { count: this.#count, p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) }
  }
}

/** Milliseconds. Not a number where nothing was measured. */
export interface Percentiles {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** Three digits that mean something. */
export const round = (value: number): number =>
  Number.isFinite(value) ? Number(value.toPrecision(3)) : value

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

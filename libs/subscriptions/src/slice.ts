const sliceMs = 4

/** For loops that may never wait: after some milliseconds of work the event loop gets its turn. */
export class Slice {
  #since = performance.now()

  get isOver(): boolean {
    return performance.now() - this.#since > sliceMs
  }

  async rest(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve))
    this.#since = performance.now()
  }
}

/** Of the client's streams, as much as is used. */
interface Source<T> {
  readonly readableLength: number
  read(): T | null
  on(event: 'readable' | 'end' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

/**
 * A stream of the client, read one by one. What the reader has not taken stays with the server, save for a few events.
 * The end of a stream is told as such: for a subscription it means that the server dropped it.
 */
export class Pulled<T> {
  readonly #source: Source<T>
  readonly #stop: () => Promise<unknown>
  #error: { readonly thrown: unknown } | undefined
  #ended = false
  #wake: (() => void) | undefined

  constructor(source: Source<T>, stop: () => Promise<unknown>) {
    this.#source = source
    this.#stop = stop
    source.on('readable', () => this.wake())
    source.on('error', thrown => {
      this.#error ??= { thrown }
      this.wake()
    })
    const ended = () => {
      this.#ended = true
      this.wake()
    }
    source.on('end', ended)
    source.on('close', ended)
  }

  /** What is here already. @throws what the client reported */
  take(): T | undefined {
    if (this.#error) throw this.#error.thrown
    return this.#source.read() ?? undefined
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Until something may have changed; false after `ms` without anything. */
  async changed(ms: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted || this.#error || this.#ended || this.#source.readableLength > 0) return true
    return new Promise(resolve => {
      const done = (changed: boolean) => {
        this.#wake = undefined
        clearTimeout(timer)
        signal.removeEventListener('abort', awake)
        resolve(changed)
      }
      const awake = () => done(true)
      const timer = setTimeout(() => done(false), ms)
      this.#wake = awake
      signal.addEventListener('abort', awake, { once: true })
    })
  }

  wake(): void {
    this.#wake?.()
  }

  stop(): void {
    this.#source.on('error', () => undefined)
    this.#stop().catch(() => undefined)
  }
}

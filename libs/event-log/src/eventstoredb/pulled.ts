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
  #waiting: ((changed: boolean) => void) | undefined
  #signal: AbortSignal | undefined
  #alarm: NodeJS.Timeout | undefined
  #alarmMs = 0
  readonly #awake = () => this.wake()

  constructor(source: Source<T>, stop: () => Promise<unknown>) {
    this.#source = source
    this.#stop = stop
    source.on('readable', this.#awake)
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

  /** Until something may have changed; false after `ms` without anything. One waits at a time, always with the same signal. */
  changed(ms: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted || this.#error || this.#ended || this.#source.readableLength > 0)
      return Promise.resolve(true)
    this.#heed(signal)
    this.#alarmIn(ms)
    return new Promise(resolve => {
      this.#waiting = resolve
    })
  }

  wake(): void {
    this.#settle(true)
  }

  stop(): void {
    clearTimeout(this.#alarm)
    this.#signal?.removeEventListener('abort', this.#awake)
    this.#source.on('error', () => undefined)
    this.#stop().catch(() => undefined)
  }

  #settle(changed: boolean): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.(changed)
  }

  #heed(signal: AbortSignal): void {
    if (this.#signal) return
    this.#signal = signal
    signal.addEventListener('abort', this.#awake)
  }

  /** Rings on when nobody waits any more: setting it anew for each event would cost more than to read one. */
  #alarmIn(ms: number): void {
    if (this.#alarm && this.#alarmMs === ms) return void this.#alarm.refresh()
    clearTimeout(this.#alarm)
    this.#alarmMs = ms
    this.#alarm = setTimeout(() => this.#settle(false), ms)
  }
}

type Task = () => Promise<void>

/** Runs tasks in order within each sequence, and up to `concurrency` sequences at once, in turn. */
export class Sequences {
  readonly #queues = new Map<string, Task[]>()
  readonly #ready: string[] = []
  #active = 0
  #outstanding = 0
  #waiting: (() => void)[] = []

  constructor(private readonly concurrency: number) {}

  get outstanding(): number {
    return this.#outstanding
  }

  /** A task never rejects: whoever adds it sees to that. */
  add(sequence: string, task: Task): void {
    this.#outstanding++
    const queue = this.#queues.get(sequence)
    if (queue) queue.push(task)
    else {
      this.#queues.set(sequence, [task])
      this.#ready.push(sequence)
    }
    this.#pump()
  }

  /** Resolves when no more than `limit` tasks are queued or at work. */
  async atMost(limit: number): Promise<void> {
    while (this.#outstanding > limit) await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  #pump(): void {
    while (this.#active < this.concurrency) {
      const sequence = this.#ready.shift()
      if (sequence === undefined) return
      this.#active++
      void this.#run(sequence)
    }
  }

  async #run(sequence: string): Promise<void> {
    const queue = this.#queues.get(sequence) ?? []
    try {
      await queue.shift()?.()
    } finally {
      this.#active--
      this.#outstanding--
      if (queue.length > 0) this.#ready.push(sequence)
      else this.#queues.delete(sequence)
      const waiting = this.#waiting
      this.#waiting = []
      for (const wake of waiting) wake()
      this.#pump()
    }
  }
}

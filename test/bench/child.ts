import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

type Answer = { readonly answer: unknown } | { readonly error: string }

/** A process of its own that answers one question at a time, so that its memory and its event loop are its own. */
export class Child {
  readonly #process: ChildProcess
  readonly #exited: Promise<unknown>

  /** `module` calls `answering`. */
  constructor(module: URL) {
    this.#process = fork(module, [], { execArgv: ['--no-warnings'] })
    this.#exited = once(this.#process, 'exit')
  }

  /** The child's module promises the type of its answers. @throws what the child threw, or that it ended */
  async ask<Reply>(question: object): Promise<Reply> {
    const ended = this.#exited.then(() => {
      throw new Error(`the child process ended with ${this.#process.exitCode ?? this.#process.signalCode}`)
    })
    ended.catch(() => {})
    const answered = once(this.#process, 'message')
    this.#process.send(question)
    const [message] = await Promise.race([answered, ended])
    const answer = message as Answer
    if ('error' in answer) throw new Error(answer.error)
    return answer.answer as Reply
  }

  async stop(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect()
    await this.#exited
  }
}

/** In the child: answers until the parent lets go. */
export function answering<Question>(answer: (question: Question) => Promise<unknown>): void {
  process.on('message', (question: Question) => {
    answer(question).then(
      value => process.send?.({ answer: value }),
      error =>
        process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    )
  })
  process.on('disconnect', () => process.exit())
}

/** Asks one question of a new child. */
export async function askChild<Reply>(module: URL, question: object): Promise<Reply> {
  const child = new Child(module)
  try {
    return await child.ask<Reply>(question)
  } finally {
    await child.stop()
  }
}

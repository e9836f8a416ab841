import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import type { Clock } from '#kernel'
import type { Environment } from '#stores'
import { Failure, UsageMistake } from './failure.js'

/** What a command has of the outside; a spec gives its own streams. */
export interface TerminalIo {
  readonly env: Environment
  readonly cwd: string
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly clock: Clock
}

/** Results go to stdout; progress, questions and complaints to stderr. */
export class Terminal {
  exitCode = 0

  constructor(readonly io: TerminalIo) {}

  print(...lines: readonly string[]): void {
    for (const line of lines) this.io.stdout.write(`${line}\n`)
  }

  complain(line: string): void {
    this.io.stderr.write(`${line}\n`)
  }

  /** Resolves when the reader has taken it, so that a large answer never piles up. */
  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.io.stdout.write(text, error => (error ? reject(error) : resolve()))
    })
  }

  /** A person looks at what is printed, and no program reads it. */
  get isSeen(): boolean {
    return this.io.stdout.isTTY === true
  }

  get width(): number {
    return this.io.stdout.columns ?? 80
  }

  get canAsk(): boolean {
    return this.io.stdin.isTTY === true
  }

  /** Asks for this very word. @throws UsageMistake where nobody can be asked, Failure for another answer */
  async confirm(what: string, word: string): Promise<void> {
    if (!this.canAsk) throw new UsageMistake('this can not be undone: give --yes, or run it in a terminal')
    const answer = await this.ask(`${what} Type "${word}" to go on: `)
    if (answer.trim() !== word) throw new Failure('nothing was done')
  }

  /** Nothing where the person ends the input (Ctrl-C, Ctrl-D) instead. */
  async ask(question: string): Promise<string> {
    const lines = createInterface({ input: this.io.stdin, output: this.io.stderr })
    // Later than an answer that came with the end of the input.
    const ended = new Promise<undefined>(resolve => {
      lines.once('close', () => setImmediate(() => resolve(undefined)))
    })
    try {
      const answer = await Promise.race([lines.question(question), ended])
      if (answer === undefined) this.io.stderr.write('\n')
      return answer ?? ''
    } finally {
      lines.close()
    }
  }
}

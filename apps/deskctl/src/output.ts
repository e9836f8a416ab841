import { open, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { codeOf, Failure, messageOf } from './failure.js'
import type { Terminal } from './terminal.js'

const enough = 64 * 1024

interface Target {
  write(text: string): Promise<void>
  close(): Promise<void>
  /** Takes it away again. */
  discard(): Promise<void>
}

/** Writes lines a good piece at a time; disposing writes the rest. */
export class Output implements AsyncDisposable {
  #lines: string[] = []
  #units = 0

  private constructor(private readonly target: Target) {}

  /** A file is made for its owner alone, and never replaced. @throws Failure */
  static async to(path: string | undefined, terminal: Terminal): Promise<Output> {
    return new Output(path === undefined ? stdout(terminal) : await newFile(resolve(terminal.io.cwd, path)))
  }

  async line(text: string): Promise<void> {
    this.#lines.push(`${text}\n`)
    this.#units += text.length
    if (this.#units >= enough) await this.#flush()
  }

  /** For one without any line. */
  discard(): Promise<void> {
    return this.target.discard()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#flush()
    } finally {
      await this.target.close()
    }
  }

  async #flush(): Promise<void> {
    const text = this.#lines.join('')
    this.#lines = []
    this.#units = 0
    if (text !== '') await this.target.write(text)
  }
}

const nothing = async () => undefined

const stdout = (terminal: Terminal): Target => ({
  write: text => terminal.write(text),
  close: nothing,
  discard: nothing
})

async function newFile(path: string): Promise<Target> {
  try {
    const file = await open(path, 'wx', 0o600)
    return {
      write: text => file.appendFile(text),
      close: () => file.sync().finally(() => file.close()),
      discard: () => rm(path)
    }
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new Failure(`${path} exists already: name a new file`)
    throw new Failure(`the file can't be made: ${messageOf(error)}`)
  }
}

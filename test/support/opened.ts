import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from '@jest/globals'

export interface Stoppable {
  stop(): Promise<unknown>
}

/** What a test has opened. Everything is stopped in reverse order after the test, also when it failed. */
export class Opened {
  readonly #closers: (() => Promise<unknown>)[] = []

  /** Returns it; it is stopped after the test. */
  add<T extends Stoppable>(thing: T): T {
    this.#closers.push(() => thing.stop())
    return thing
  }

  /** Runs after the test, before what was opened earlier is closed. */
  finally(close: () => Promise<unknown>): void {
    this.#closers.push(close)
  }

  /** A new empty folder, removed after the test. */
  directory(): string {
    const path = mkdtempSync(join(tmpdir(), 'topicdesk-'))
    this.#closers.push(async () => rmSync(path, { recursive: true, force: true }))
    return path
  }

  /** @throws the first error, once everything was tried */
  async close(): Promise<void> {
    const errors: unknown[] = []
    for (const close of this.#closers.splice(0).reverse()) await close().catch(error => errors.push(error))
    if (errors.length > 0) throw errors[0]
  }
}

/** One for the tests of a file, emptied after each. */
export function openedByEachTest(): Opened {
  const opened = new Opened()
  afterEach(() => opened.close())
  return opened
}

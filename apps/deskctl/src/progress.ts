import type { Terminal } from './terminal.js'

const plainEveryMs = 2000

/** How far something is: one line that changes on a terminal, else a line every two seconds. On stderr. */
export class ProgressLine {
  #last = ''
  #at = Number.NEGATIVE_INFINITY

  constructor(
    private readonly terminal: Terminal,
    private readonly onlyOnTerminal = false
  ) {}

  show(text: string): void {
    const { stderr, clock } = this.terminal.io
    if (text === this.#last) return
    if (stderr.isTTY) {
      // A terminal that does not know its width says 0.
      const width = (stderr.columns || 80) - 1
      stderr.write(`\r\u001b[2K${text.slice(0, width)}`)
    } else {
      const now = clock.monotonic()
      if (this.onlyOnTerminal || now - this.#at < plainEveryMs) return
      this.#at = now
      this.terminal.complain(text)
    }
    this.#last = text
  }

  /** The line stays as it is, and others follow below. */
  keep(): void {
    if (this.#last !== '' && this.terminal.io.stderr.isTTY) this.terminal.io.stderr.write('\n')
    this.#last = ''
  }

  clear(): void {
    if (this.#last !== '' && this.terminal.io.stderr.isTTY) this.terminal.io.stderr.write('\r\u001b[2K')
    this.#last = ''
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from '../servers/folders.js'

const docs = readFileSync(join(root, 'docs/integrations.md'), 'utf8')

export interface DocumentedCall {
  readonly path: string
  /** As it stands there. */
  readonly body: string
}

/** The first call of docs/integrations.md that curl makes. */
export function documentedCall(): DocumentedCall {
  const command = /```sh\n(curl .*?)```/s.exec(docs)?.[1] ?? ''
  const [, path = ''] = /http:\/\/127\.0\.0\.1:8080(\S+)/.exec(command) ?? []
  const [, body = ''] = /-d '(.*?)'/s.exec(command) ?? []
  return { path, body }
}

/** A program of docs/integrations.md, as it stands there but for its port; where packages of the repository are found. */
export class Documented {
  readonly lines: string[] = []
  readonly #file: string
  readonly #folder: string
  #process: ChildProcess | undefined

  constructor(
    private readonly command: string,
    language: string,
    ending: string,
    port: number,
    private readonly env: NodeJS.ProcessEnv
  ) {
    const [, program = ''] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(docs) ?? []
    mkdirSync(join(root, '.cache'), { recursive: true })
    this.#folder = mkdtempSync(join(root, '.cache', 'receiver-'))
    this.#file = join(this.#folder, `receiver.${ending}`)
    writeFileSync(this.#file, program.replace('9000', String(port)))
  }

  launch(): void {
    const stdio = ['ignore', 'pipe', 'inherit'] as const
    this.#process = spawn(this.command, [this.#file], { env: this.env, stdio: [...stdio] })
    if (this.#process.stdout) createInterface(this.#process.stdout).on('line', line => this.lines.push(line))
  }

  async kill(): Promise<void> {
    const exited = this.#process && once(this.#process, 'close')
    this.#process?.kill('SIGKILL')
    await exited
  }

  async stop(): Promise<void> {
    if (this.#process?.exitCode === null && this.#process.signalCode === null) await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

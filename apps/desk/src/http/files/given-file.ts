import { createHash, randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { dropUpload, type MessagePersonal, UploadWriter } from '#application'
import type { Uploads } from '#desk-state'
import type { Instant, JsonObject } from '#kernel'
import { Problem } from '../problems/problem.js'

/** Telegram's own limit for what a bot can send. */
export const maxFileBytes = 50 * 1024 * 1024
const mostInName = 255

/**
 * A file that came with a request. It lies in the desk state, and is dropped with the end of the request unless a command was
 * asked for with it and not refused: nobody knows after a fault whether the log has it.
 */
export class GivenFile {
  readonly #writer: UploadWriter
  readonly #hash = createHash('sha256')
  #isAsked = false

  constructor(
    private readonly uploads: Uploads,
    private readonly name: string,
    private readonly type: string,
    at: Instant
  ) {
    this.#writer = new UploadWriter(uploads, randomBytes(32).toString('base64url'), at)
  }

  get isEmpty(): boolean {
    return this.#writer.size === 0
  }

  /** @throws Problem 413 */
  async keep(content: Readable): Promise<void> {
    for await (const chunk of content) {
      const bytes: Uint8Array = chunk
      this.#hash.update(bytes)
      await this.#writer.write(bytes)
      if (this.#writer.size > maxFileBytes) throw tooLarge()
    }
    await this.#writer.end()
  }

  /** What a repeat of the request is known by. Once, after `keep`. */
  facts(): JsonObject {
    const { name, type } = this
    return { name, type, size: this.#writer.size, sha256: this.#hash.digest('hex') }
  }

  personal(): NonNullable<MessagePersonal['file']> {
    const { secret, size } = this.#writer
    return { file_id: null, upload: secret, name: this.name, mime_type: this.type, size }
  }

  asked(): void {
    this.#isAsked = true
  }

  refused(): void {
    this.#isAsked = false
  }

  async end(): Promise<void> {
    if (!this.#isAsked) await dropUpload(this.uploads, this.#writer.secret)
  }
}

export const tooLarge = (): Problem =>
  new Problem(413, 'body_too_large', `a file may have ${maxFileBytes} bytes`)

/** As people see it: without path and control characters, and not longer than systems take. */
export function fileName(given: string | undefined): string {
  const [name = ''] = (given ?? '').split(/[/\\]/).slice(-1)
  const clean = name.replaceAll(/\p{C}/gu, '').trim()
  if (clean === '' || clean === '.' || clean === '..') return 'file'
  return [...clean].slice(-mostInName).join('').slice(-mostInName).toWellFormed()
}

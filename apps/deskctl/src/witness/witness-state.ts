import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { emptyRoot } from '#audit'
import { isJsonObject } from '#kernel'
import { replaceFile } from '#stores'
import { Failure, messageOf } from '../failure.js'

export interface Seen {
  readonly size: number
  readonly root: Buffer
}

/** The last checkpoint that was signed of each log, in a file; on stable storage when `save` returns. */
export class WitnessState {
  readonly #lock: DatabaseSync
  /** Nothing was signed yet, as far as is known. */
  readonly isNew: boolean
  #latest: ReadonlyMap<string, Seen>

  /** @throws Failure for a file that holds something else, or that another witness uses */
  constructor(private readonly path: string) {
    this.#lock = lockBeside(path)
    try {
      this.isNew = !existsSync(path)
      this.#latest = this.isNew ? new Map() : seenIn(path)
    } catch (error) {
      this.close()
      throw error
    }
  }

  of(origin: string): Seen {
    return this.#latest.get(origin) ?? { size: 0, root: emptyRoot }
  }

  save(origin: string, seen: Seen): void {
    const all = new Map(this.#latest).set(origin, seen)
    const text = JSON.stringify(
      Object.fromEntries(
        [...all].map(([name, { size, root }]) => [name, { size, root: root.toString('base64') }])
      )
    )
    replaceFile(this.path, `${text}\n`)
    this.#latest = all
  }

  close(): void {
    if (this.#lock.isOpen) this.#lock.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

function seenIn(path: string): Map<string, Seen> {
  const all = new Map<string, Seen>()
  for (const [origin, seen] of Object.entries(read(path))) {
    const { size, root } = isJsonObject(seen) ? seen : {}
    const bytes = Buffer.from(String(root), 'base64')
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0 || bytes.length !== 32)
      throw new Failure(`${path} is no state of a witness`)
    all.set(origin, { size, root: bytes })
  }
  return all
}

/** Two that share a state would each sign what the other has not seen. Ends with the process, however that ends. */
function lockBeside(path: string): DatabaseSync {
  const lock = `${path}-lock`
  try {
    closeSync(openSync(lock, 'a', 0o600))
    const held = new DatabaseSync(lock, { timeout: 0 })
    try {
      held.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      return held
    } catch (error) {
      held.close()
      throw error
    }
  } catch (error) {
    throw new Failure(`${path} can't be used, another witness may have it: ${messageOf(error)}`)
  }
}

function read(path: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (isJsonObject(value)) return value
  } catch (error) {
    throw new Failure(`${path} can't be read: ${messageOf(error)}`)
  }
  throw new Failure(`${path} holds something else`)
}

/** The witness's own key; made with its file, for its owner alone. @throws Failure */
export function witnessKeyIn(path: string): { readonly name: string; readonly seed: Buffer } {
  if (!existsSync(path)) {
    const seed = randomBytes(32)
    const name = `topicdesk-witness/${randomBytes(4).toString('hex')}`
    writeFileSync(path, `${JSON.stringify({ name, seed: seed.toString('base64') })}\n`, {
      flag: 'wx',
      mode: 0o600,
      flush: true
    })
  }
  const mode = statSync(path).mode & 0o777
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new Failure(`${path} can be read by others (mode ${mode.toString(8)}): give it mode 0600`)
  const { name, seed } = read(path)
  const bytes = Buffer.from(String(seed), 'base64')
  if (typeof name !== 'string' || bytes.length !== 32) throw new Failure(`${path} holds no key of a witness`)
  return { name, seed: bytes }
}
